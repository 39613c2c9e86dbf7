import type { Problem } from '../contract/errors'
import { objectives } from '../objectives/objective'
import type { AdversarialConfig } from '../runs/adversarial-config'
import type { FamilyDefinition } from './definition'
import { finalSigmoid, normalisesBatch } from './layers-in'

/** A penalty on D's gradient computes gradients of gradients. */
const PENALTY = 2

/** Settings of the objective and the penalty that do not go together, or not with the discriminator. */
function objectiveProblems({ objective, penalty, labelSmoothing, architecture }: AdversarialConfig): Problem[] {
  const { title, output, smoothable } = objectives[objective.type]
  const path = (layer: string) => `architecture.networks.discriminator.layers.${layer}`
  const { discriminator } = architecture.networks
  const sigmoid = finalSigmoid(discriminator)
  const problems: Problem[] = []
  if (labelSmoothing > 0 && !smoothable) {
    problems.push({ path: 'labelSmoothing', message: `must be 0: the objective ${title} has no target to smooth` })
  }
  if (output === 'score' && sigmoid !== undefined) {
    const message = `is a sigmoid, which has no place before the objective ${title}; remove it`
    problems.push({ path: path(sigmoid), message })
  }
  if (penalty.type === 'gradient-penalty') {
    for (const { name, layer } of discriminator.layers) {
      if (!normalisesBatch(layer)) continue
      const message =
        'mixes the images of a batch, so that the gradient penalty of one image is not defined; use layer or instance normalisation'
      problems.push({ path: path(name), message })
    }
  }
  return problems
}

export const adversarial: FamilyDefinition<AdversarialConfig> = {
  title: 'Adversarial pair',
  summary: 'A generator draws images while a discriminator learns to tell them from real ones.',
  headline: ['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore'],
  charts: ({ objective }) => [
    {
      title: 'Losses',
      summary: 'Losses by step',
      series: [
        { metric: 'generatorLoss', style: 0 },
        { metric: 'discriminatorLoss', style: 1 },
      ],
      references: false,
      test: 'loss-chart',
      terms: ['loss'],
    },
    {
      title: 'Discriminator’s scores',
      summary: 'Scores of real and generated images by step',
      series: [
        { metric: 'realScore', style: 1 },
        { metric: 'fakeScore', style: 0 },
      ],
      // ½ is where D cannot tell, for an objective that has probabilities.
      references: objectives[objective.type].output === 'probability',
      test: 'score-chart',
      terms: ['realScore', 'fakeScore'],
    },
  ],
  pictures: () => ['samples'],
  sampler: 'generator',
  measurable: true,
  batchesPerStep: ({ discriminatorSteps }) => discriminatorSteps,
  valueCopies: ({ penalty }) => (penalty.type === 'none' ? 1 : PENALTY),
  problems: objectiveProblems,
}
