import type { NetworkSpec } from '../architecture/spec'
import type { Problem } from '../contract/errors'
import { type Reconstruction, reconstructions } from '../objectives/reconstruction'
import type { AutoencoderConfig } from '../runs/autoencoder-config'
import type { FamilyDefinition } from './definition'
import { finalSigmoid } from './layers-in'

/** A decoder whose end does not suit the loss of its reconstructions. */
export function decoderProblems(decoder: NetworkSpec, reconstruction: Reconstruction): Problem[] {
  const { title, output } = reconstructions[reconstruction.type]
  const sigmoid = finalSigmoid(decoder)
  if (output === 'logits' && sigmoid === undefined) {
    const message = `has to end with a sigmoid for the loss ${title}, which takes pixels for probabilities`
    return [{ path: `architecture.networks.decoder.layers.${decoder.output}`, message }]
  }
  if (output === 'values' && sigmoid !== undefined) {
    const message = `is a sigmoid, which cannot reach the dark half of [−1, 1] that the loss ${title} takes; use tanh`
    return [{ path: `architecture.networks.decoder.layers.${sigmoid}`, message }]
  }
  return []
}

export const autoencoder: FamilyDefinition<AutoencoderConfig> = {
  title: 'Autoencoder',
  summary: 'An encoder makes a short code of each image, and a decoder makes the image of the code again.',
  headline: ['reconstructionLoss'],
  charts: () => [
    {
      title: 'Reconstruction',
      summary: 'Loss of the reconstructions by step',
      series: [{ metric: 'reconstructionLoss', style: 0 }],
      references: false,
      test: 'loss-chart',
    },
  ],
  pictures: () => ['reconstructions'],
  sampler: 'decoder',
  measurable: false,
  batchesPerStep: () => 1,
  valueCopies: () => 1,
  problems: ({ architecture, reconstruction }) => decoderProblems(architecture.networks.decoder, reconstruction),
}
