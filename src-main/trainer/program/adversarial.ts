import type { NetworkRole } from '@shared/architecture/spec'
import type { RunConfig } from '@shared/runs/config'
import type { MetricName } from '@shared/runs/metrics'
import { add, mean, mul, neg, type Scalar, sigmoid, step, type Tensor } from '@tensorflow/tfjs-core'
import { pick } from '../nets/layer'
import { type Network, networkMixesSamples, trainableOf } from '../nets/network'
import { objectiveOf } from '../objectives/registry'
import { averageOf } from './average'
import { imageShape, latentFeed, maskFeeds, scaled } from './feeds'
import { generate, type Judgement, judge, judgeApart, judgeTogether } from './passes'
import type { PlannedPhase } from './planned'

type Networks = Record<NetworkRole, Network>

const share = (condition: Tensor): Scalar => mean<Scalar>(condition)

/** Means of D over the batch, and how often it is right; D > ½ where the logit is positive. */
const scores = ({ real, fake }: Judgement) =>
  ({
    realScore: mean<Scalar>(sigmoid(real)),
    fakeScore: mean<Scalar>(sigmoid(fake)),
    realAccuracy: share(step(real)),
    fakeAccuracy: share(step(neg(fake))),
  }) satisfies Partial<Record<MetricName, Scalar>>

const gradientClipping = ({ gradientClipping: limit }: RunConfig) => (limit === null ? {} : { clipGradients: limit })

/** The update of D: a real and a fake batch. */
export function discriminatorPhase(config: RunConfig, { generator, discriminator }: Networks): PlannedPhase {
  const { architecture, batchSize, weightClipping } = config
  const concatenated = config.discriminatorBatch === 'concatenated'
  // Where no layer looks at the whole batch, one pass over both batches computes the same as two and is faster.
  const together = concatenated || !networkMixesSamples(discriminator)
  const objective = objectiveOf(config.objective)
  const masks = together
    ? maskFeeds(discriminator, 'both', 2 * batchSize)
    : [...maskFeeds(discriminator, 'real', batchSize), ...maskFeeds(discriminator, 'fake', batchSize)]
  return {
    name: 'discriminator',
    trains: trainableOf(discriminator),
    optimiser: config.optimisers.discriminator,
    ...gradientClipping(config),
    ...(weightClipping === null ? {} : { clipWeights: weightClipping }),
    feeds: [
      { name: 'real', shape: imageShape(architecture, batchSize), type: 'uint8', source: { type: 'images' } },
      latentFeed(architecture, batchSize),
      ...maskFeeds(generator, 'generator', batchSize),
      ...masks,
    ],
    compute(state, feeds) {
      // The gradient is taken for D's weights alone, so none flows into G.
      const generated = generate(generator, state, feeds)
      const judged = (together ? judgeTogether : judgeApart)(
        discriminator,
        scaled(pick(feeds, 'real')),
        generated.output,
        state,
        feeds,
      )
      const parts = objective.discriminatorLoss(judged.real, judged.fake)
      const sum = add<Scalar>(parts.real, parts.fake)
      return {
        loss: concatenated ? mul<Scalar>(sum, 0.5) : sum,
        measures: { discriminatorLoss: sum, ...scores(judged), ...objective.measures(parts) },
        updates: { ...generated.updates, ...judged.updates },
      }
    },
  }
}

/** The update of G: a fake batch. */
export function generatorPhase(config: RunConfig, { generator, discriminator }: Networks): PlannedPhase {
  const { architecture, batchSize } = config
  const objective = objectiveOf(config.objective)
  const average = averageOf(config, generator)
  return {
    name: 'generator',
    trains: trainableOf(generator),
    optimiser: config.optimisers.generator,
    ...gradientClipping(config),
    ...(average === undefined ? {} : { average }),
    feeds: [
      latentFeed(architecture, batchSize),
      ...maskFeeds(generator, 'generator', batchSize),
      ...maskFeeds(discriminator, 'fake', batchSize),
    ],
    compute(state, feeds) {
      const generated = generate(generator, state, feeds)
      const judged = judge(discriminator, 'fake', generated.output, state, feeds)
      const loss = objective.generatorLoss(judged.logits)
      return { loss, measures: { generatorLoss: loss }, updates: { ...generated.updates, ...judged.updates } }
    },
  }
}
