import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import type { MetricName } from '@shared/runs/metrics'
import { abs, add, mean, mul, neg, type Scalar, step, sub, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { type Network, networkMixesSamples, trainableOf } from '../nets/network'
import type { ObjectiveImplementation } from '../objectives/objective'
import { objectiveOf } from '../objectives/registry'
import { augmented, augmentFeeds } from './augment'
import { averageOf } from './average'
import { drawFeeds, latentFeed, realFeed, scaled } from './feeds'
import { poolFeeds, throughPool } from './image-pool'
import { instanceNoiseFeeds, noisy } from './instance-noise'
import { labelFeeds, labelsOf } from './labels'
import { generate, type Judgement, judge, judgeApart, judgeTogether } from './passes'
import { penaltyFeeds, penaltyOf } from './penalty'
import type { PlannedFeed, PlannedPhase } from './planned'

/** The networks of the pair. */
export interface Pair {
  readonly generator: Network
  readonly discriminator: Network
}

const share = (condition: Tensor): Scalar => mean<Scalar>(condition)

/** Means of D over the batch, and how often it is right. */
const scores = ({ score, threshold }: ObjectiveImplementation, { real, fake }: Judgement) =>
  ({
    realScore: mean<Scalar>(score(real)),
    fakeScore: mean<Scalar>(score(fake)),
    realAccuracy: share(step(threshold === 0 ? real : sub(real, threshold))),
    fakeAccuracy: share(step(threshold === 0 ? neg(fake) : sub(threshold, fake))),
  }) satisfies Partial<Record<MetricName, Scalar>>

const gradientClipping = ({ gradientClipping: limit }: AdversarialConfig) =>
  limit === null ? {} : { clipGradients: limit }

/** Images as D gets to see them. */
const seen = (config: AdversarialConfig, images: Tensor, which: 'real' | 'fake', feeds: Tensors): Tensor =>
  noisy(config, augmented(config, images, which, feeds), which, feeds)

/** What a pass through G draws. */
const generatorFeeds = ({ architecture, batchSize }: AdversarialConfig, generator: Network): PlannedFeed[] => [
  latentFeed(architecture.latent, batchSize),
  ...labelFeeds(architecture, 'fake', batchSize),
  ...drawFeeds(generator, { pass: 'generator', count: batchSize }),
]

/** The update of D: a real and a fake batch. */
export function discriminatorPhase(config: AdversarialConfig, { generator, discriminator }: Pair): PlannedPhase {
  const { architecture, batchSize, weightClipping, imagePool } = config
  const concatenated = config.discriminatorBatch === 'concatenated'
  // Where no layer looks at the whole batch, one pass over both batches computes the same as two and is faster.
  const together = concatenated || !networkMixesSamples(discriminator)
  const objective = objectiveOf(config.objective)
  const passes = together
    ? [{ pass: 'both', count: 2 * batchSize }]
    : [
        { pass: 'real', count: batchSize },
        { pass: 'fake', count: batchSize },
      ]
  return {
    name: 'discriminator',
    updates: 'each-batch',
    trains: trainableOf(discriminator),
    optimiser: config.optimisers.discriminator,
    ...gradientClipping(config),
    ...(weightClipping === null ? {} : { clipWeights: weightClipping }),
    feeds: [
      realFeed(architecture.image, batchSize, config.augmentation.flip),
      ...generatorFeeds(config, generator),
      ...labelFeeds(architecture, 'real', batchSize),
      ...passes.flatMap((pass) => drawFeeds(discriminator, pass)),
      ...poolFeeds(imagePool, batchSize),
      ...augmentFeeds(config, ['real', 'fake']),
      ...instanceNoiseFeeds(config, ['real', 'fake'], config.discriminatorSteps),
      ...penaltyFeeds(config, discriminator),
    ],
    compute(state, feeds) {
      // The gradient is taken for D's weights alone, so none flows into G.
      const labels = labelsOf(architecture, 'fake', feeds)
      const generated = generate(generator, labels, state, feeds)
      const pooled = throughPool(generated.output, imagePool, state, feeds)
      const real = {
        images: seen(config, scaled(pick(feeds, 'real')), 'real', feeds),
        labels: labelsOf(architecture, 'real', feeds),
      }
      const fake = { images: seen(config, pooled.fakes, 'fake', feeds), labels }
      const judged = (together ? judgeTogether : judgeApart)(discriminator, real, fake, state, feeds)
      const parts = objective.discriminatorLoss(judged.real, judged.fake, config.labelSmoothing)
      const sum = add<Scalar>(parts.real, parts.fake)
      const loss = concatenated ? mul<Scalar>(sum, 0.5) : sum
      const penalty = penaltyOf(config, discriminator, real, fake.images, state, feeds)
      return {
        loss: penalty === undefined ? loss : add<Scalar>(loss, penalty),
        measures: {
          discriminatorLoss: sum,
          ...scores(objective, judged),
          ...objective.measures(judged.real, judged.fake),
          ...(penalty === undefined ? {} : { penalty }),
        },
        updates: { ...generated.updates, ...pooled.updates, ...judged.updates },
      }
    },
  }
}

/** The update of G: a fake batch, and a real one where G is to resemble it pixel by pixel. */
export function generatorPhase(config: AdversarialConfig, { generator, discriminator }: Pair): PlannedPhase {
  const { architecture, batchSize, pixelTerm } = config
  const objective = objectiveOf(config.objective)
  const average = averageOf(config, generator)
  const shared = config.fakeBatch === 'shared'
  const repeats = 'discriminator' as const
  return {
    name: 'generator',
    updates: 'once',
    trains: trainableOf(generator),
    optimiser: config.optimisers.generator,
    ...gradientClipping(config),
    ...(average === undefined ? {} : { average }),
    feeds: [
      ...generatorFeeds(config, generator).map((feed) => (shared ? { ...feed, repeats } : feed)),
      ...drawFeeds(discriminator, { pass: 'fake', count: batchSize }),
      ...augmentFeeds(config, ['fake']),
      ...instanceNoiseFeeds(config, ['fake'], 1),
      ...(pixelTerm === 0 ? [] : [realFeed(architecture.image, batchSize, config.augmentation.flip)]),
    ],
    compute(state, feeds) {
      const labels = labelsOf(architecture, 'fake', feeds)
      const generated = generate(generator, labels, state, feeds)
      const fake = { images: seen(config, generated.output, 'fake', feeds), labels }
      const judged = judge(discriminator, 'fake', fake, state, feeds)
      const loss = objective.generatorLoss(judged.logits)
      // The running statistics of G saw a shared batch in D's update already.
      const updates = { ...(shared ? {} : generated.updates), ...judged.updates }
      if (pixelTerm === 0) return { loss, measures: { generatorLoss: loss }, updates }
      const distance = mean<Scalar>(abs(sub(generated.output, scaled(pick(feeds, 'real')))))
      return {
        loss: add<Scalar>(loss, mul<Scalar>(distance, pixelTerm)),
        measures: { generatorLoss: loss, pixelDistance: distance },
        updates,
      }
    },
  }
}
