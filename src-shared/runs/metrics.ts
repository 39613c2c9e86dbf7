import { z } from 'zod'

/** The series that runs record at every step; which of them, follows from the family and the settings. */
export const metricNames = [
  'generatorLoss',
  'discriminatorLoss',
  'realScore',
  'fakeScore',
  'realAccuracy',
  'fakeAccuracy',
  'valueFunction',
  'jensenShannon',
  'wassersteinEstimate',
  'penalty',
  'pixelDistance',
  'reconstructionLoss',
  'divergence',
  'classifierLoss',
  'accuracy',
  'attackedLoss',
  'attackedAccuracy',
  'cycleLoss',
  'identityLoss',
] as const
export const MetricName = z.enum(metricNames)
export type MetricName = z.infer<typeof MetricName>

/** A measured value; null stands for one that is not finite (NaN or infinite), which JSON cannot hold. */
export const MetricValue = z.number().nullable()
export type MetricValue = z.infer<typeof MetricValue>

/** How a series is presented. `reference` is a line worth drawing. */
export interface MetricInfo {
  readonly title: string
  readonly summary: string
  readonly reference?: { readonly value: number; readonly label: string }
}

export const metrics: { readonly [K in MetricName]: MetricInfo } = {
  generatorLoss: { title: 'G loss', summary: 'The objective that the generator minimises.' },
  discriminatorLoss: { title: 'D loss', summary: 'The discriminator’s loss on real images plus that on fakes.' },
  realScore: {
    title: 'D(x)',
    summary: 'Mean of what the discriminator makes of real images: a probability, or a score.',
    reference: { value: 0.5, label: '½' },
  },
  fakeScore: {
    title: 'D(G(z))',
    summary: 'Mean of what it makes of fakes.',
    reference: { value: 0.5, label: '½' },
  },
  realAccuracy: {
    title: 'D accuracy on real',
    summary: 'Share of real images that it takes for real.',
    reference: { value: 0.5, label: '½' },
  },
  fakeAccuracy: {
    title: 'D accuracy on fake',
    summary: 'Share of fakes that it takes for fakes.',
    reference: { value: 0.5, label: '½' },
  },
  valueFunction: {
    title: 'V(D, G)',
    summary: 'E log D(x) + E log(1 − D(G(z))), the value of the game.',
    reference: { value: -Math.log(4), label: '−log 4' },
  },
  jensenShannon: {
    title: 'Jensen–Shannon estimate',
    summary: '(V + log 4) / 2: exact for the best D, a lower bound otherwise.',
    reference: { value: 0, label: '0' },
  },
  wassersteinEstimate: {
    title: 'Wasserstein estimate',
    summary: 'E D(x) − E D(G(z)): the distance of real and fake images, up to a factor.',
    reference: { value: 0, label: '0' },
  },
  penalty: { title: 'Gradient penalty', summary: 'What the discriminator is charged for its slopes.' },
  pixelDistance: { title: 'Pixel distance', summary: 'Mean of |G(z) − x| over a batch.' },
  classifierLoss: { title: 'Loss', summary: 'Cross-entropy of the classes of a batch.' },
  accuracy: { title: 'Accuracy', summary: 'Share of a batch that is classified rightly.' },
  attackedLoss: { title: 'Loss under attack', summary: 'Cross-entropy of the classes of an attacked batch.' },
  attackedAccuracy: {
    title: 'Accuracy under attack',
    summary: 'Share of an attacked batch that is classified rightly.',
  },
  cycleLoss: { title: 'Cycle', summary: 'Mean of |F(G(a)) − a| and |G(F(b)) − b|.' },
  identityLoss: { title: 'Identity', summary: 'Mean of |G(b) − b| and |F(a) − a|.' },
  reconstructionLoss: { title: 'Reconstruction', summary: 'How far reconstructions are from their images.' },
  divergence: {
    title: 'KL divergence',
    summary: 'How far the distributions of latents are from the prior, mean over a batch.',
  },
}

/** Means over one epoch: of each step's losses and scores. */
export const Epoch = z.object({
  /** From 1. */
  epoch: z.int().positive(),
  /** The last step of the epoch. */
  step: z.int().positive(),
  means: z.partialRecord(MetricName, MetricValue),
})
export type Epoch = z.infer<typeof Epoch>
