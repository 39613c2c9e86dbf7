import type { VariationalConfig } from '../runs/variational-config'
import { decoderProblems } from './autoencoder'
import type { FamilyDefinition } from './definition'

export const variational: FamilyDefinition<VariationalConfig> = {
  title: 'Variational autoencoder',
  summary: 'An autoencoder whose codes are normal distributions, so that its decoder makes new images of the prior.',
  headline: ['reconstructionLoss', 'divergence'],
  charts: () => [
    {
      title: 'Reconstruction',
      summary: 'Loss of the reconstructions by step',
      series: [{ metric: 'reconstructionLoss', style: 0 }],
      references: false,
      test: 'loss-chart',
    },
    {
      title: 'Divergence from the prior',
      summary: 'Kullback–Leibler divergence by step',
      series: [{ metric: 'divergence', style: 1 }],
      references: false,
      test: 'divergence-chart',
    },
  ],
  pictures: ({ architecture }) =>
    architecture.latent.size === 2 ? ['reconstructions', 'samples', 'latent-map'] : ['reconstructions', 'samples'],
  sampler: 'decoder',
  measurable: true,
  batchesPerStep: () => 1,
  valueCopies: () => 1,
  problems: ({ architecture, reconstruction }) => decoderProblems(architecture.networks.decoder, reconstruction),
}
