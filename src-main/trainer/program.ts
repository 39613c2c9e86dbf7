import { architectureProblems } from '@shared/architecture/analysis'
import type { Shape } from '@shared/architecture/layer'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import { type Problem, StudioError } from '@shared/contract/errors'
import { configProblems, type RunConfig } from '@shared/runs/config'
import type { MetricName } from '@shared/runs/metrics'
import {
  add,
  cast,
  concat,
  div,
  mean,
  mul,
  neg,
  reshape,
  type Scalar,
  sigmoid,
  slice,
  step,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { FeedSpec, Inference, Phase, Program, Tensors } from './compute/engine'
import { pick } from './nets/layer'
import { applyNetwork, masksOf, type Network, networkMixesSamples, networksOf, stateOf } from './nets/network'
import { objectiveOf } from './objectives/registry'

/** What a feed is filled with. */
export type FeedSource =
  | { readonly type: 'images' }
  | { readonly type: 'latent' }
  /** Zeros with probability `rate`, else 1 / (1 − rate). */
  | { readonly type: 'mask'; readonly rate: number }

/** A feed that says what belongs in it. */
export interface PlannedFeed extends FeedSpec {
  readonly source: FeedSource
}

/** The updates of an adversarial training step, in this order. */
export type PhaseName = 'discriminator' | 'generator'

/** A phase whose feeds say what belongs in them. */
export interface PlannedPhase extends Phase {
  readonly name: PhaseName
  readonly feeds: readonly PlannedFeed[]
}

/** The computation of an adversarial run. */
export interface GanProgram extends Program {
  readonly phases: readonly PlannedPhase[]
}

const latentFeed = (spec: ArchitectureSpec, count: number): PlannedFeed => ({
  name: 'z',
  shape: [count, spec.latent.size],
  type: 'float32',
  source: { type: 'latent' },
})

const imageShape = ({ image }: ArchitectureSpec, count: number): Shape => [
  count,
  image.height,
  image.width,
  image.channels,
]

const maskName = (pass: string, layer: string) => `mask/${pass}/${layer}`

/** The masks of one training pass over `count` samples. */
const maskFeeds = (network: Network, pass: string, count: number): PlannedFeed[] =>
  masksOf(network).map(({ layer, shape, rate }) => ({
    name: maskName(pass, layer),
    shape: [count, ...shape],
    type: 'float32',
    source: { type: 'mask', rate },
  }))

/** Bytes to [−1, 1]. */
const scaled = (bytes: Tensor): Tensor => sub(div(cast(bytes, 'float32'), 127.5), 1)

/** A training pass through G: images in [−1, 1]. */
const generate = (generator: Network, state: Tensors, feeds: Tensors) =>
  applyNetwork(generator, {
    mode: 'training',
    output: 'as-built',
    state,
    source: () => pick(feeds, 'z'),
    mask: (layer) => pick(feeds, maskName('generator', layer)),
  })

/** A training pass through D: one logit for each image, [batch]. */
function judge(discriminator: Network, pass: string, images: Tensor, state: Tensors, feeds: Tensors) {
  const { output, updates } = applyNetwork(discriminator, {
    mode: 'training',
    output: 'logits',
    state,
    source: () => images,
    mask: (layer) => pick(feeds, maskName(pass, layer)),
  })
  return { logits: reshape(output, [output.size]), updates }
}

interface Judgement {
  readonly real: Tensor
  readonly fake: Tensor
  readonly updates: Tensors
}

/** Real and fake images as one batch. */
function judgeTogether(network: Network, real: Tensor, fake: Tensor, state: Tensors, feeds: Tensors): Judgement {
  const count = real.shape[0] ?? 0
  const { logits, updates } = judge(network, 'both', concat([real, fake]), state, feeds)
  return { real: slice(logits, [0], [count]), fake: slice(logits, [count], [count]), updates }
}

/** Two batches one after the other: the second finds the running statistics that the first left. */
function judgeApart(network: Network, real: Tensor, fake: Tensor, state: Tensors, feeds: Tensors): Judgement {
  const first = judge(network, 'real', real, state, feeds)
  const second = judge(network, 'fake', fake, { ...state, ...first.updates }, feeds)
  return { real: first.logits, fake: second.logits, updates: { ...first.updates, ...second.updates } }
}

const share = (condition: Tensor): Scalar => mean<Scalar>(condition)

/** Means of D over the batch, and how often it is right; D > ½ where the logit is positive. */
const scores = ({ real, fake }: Judgement) =>
  ({
    realScore: mean<Scalar>(sigmoid(real)),
    fakeScore: mean<Scalar>(sigmoid(fake)),
    realAccuracy: share(step(real)),
    fakeAccuracy: share(step(neg(fake))),
  }) satisfies Partial<Record<MetricName, Scalar>>

const trainable = (network: Network): string[] =>
  stateOf(network).flatMap(({ name, trainable }) => (trainable ? [name] : []))

function discriminatorPhase(config: RunConfig, { generator, discriminator }: Networks): PlannedPhase {
  const { architecture, batchSize } = config
  const concatenated = config.discriminatorBatch === 'concatenated'
  // Where no layer looks at the whole batch, one pass over both batches computes the same as two and is faster.
  const together = concatenated || !networkMixesSamples(discriminator)
  const objective = objectiveOf(config.objective)
  const masks = together
    ? maskFeeds(discriminator, 'both', 2 * batchSize)
    : [...maskFeeds(discriminator, 'real', batchSize), ...maskFeeds(discriminator, 'fake', batchSize)]
  return {
    name: 'discriminator',
    trains: trainable(discriminator),
    optimiser: config.optimisers.discriminator,
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

function generatorPhase(config: RunConfig, { generator, discriminator }: Networks): PlannedPhase {
  const { architecture, batchSize } = config
  const objective = objectiveOf(config.objective)
  return {
    name: 'generator',
    trains: trainable(generator),
    optimiser: config.optimisers.generator,
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

/** Images of `count` latents with the running statistics: [count, height, width, channels] in [−1, 1] after a final tanh. */
const samplesOf = (spec: ArchitectureSpec, generator: Network, count: number): Inference => ({
  name: 'samples',
  feeds: [latentFeed(spec, count)],
  output: imageShape(spec, count),
  compute: (state, feeds) =>
    applyNetwork(generator, {
      mode: 'inference',
      output: 'as-built',
      state,
      source: () => pick(feeds, 'z'),
      mask: (layer) => pick(feeds, maskName('generator', layer)),
    }).output,
})

type Networks = Record<NetworkRole, Network>

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  throw new StudioError('INVALID_CONFIG', 'The configuration cannot be trained.', {
    safe: 'Nothing was started.',
    next: 'Correct each problem.',
    problems: [...problems],
  })
}

/**
 * The computation of a run: the phases `discriminator` and `generator`, and the inference `samples` of `sampleCount` latents.
 * Both networks are in training mode in both phases, so each pass updates the running statistics it uses, as in PyTorch.
 * @throws StudioError `INVALID_CONFIG` with every problem
 */
export function buildProgram(config: RunConfig, sampleCount: number = config.samples.count): GanProgram {
  refuse(configProblems(config))
  const networks = networksOf(config.architecture)
  return {
    state: [...stateOf(networks.generator), ...stateOf(networks.discriminator)],
    phases: [discriminatorPhase(config, networks), generatorPhase(config, networks)],
    inferences: [samplesOf(config.architecture, networks.generator, sampleCount)],
  }
}

/**
 * G alone, for drawing samples: the inference `samples` of `count` latents over the generator's state.
 * @throws StudioError `INVALID_CONFIG` with every problem of the architecture
 */
export function buildGenerator(spec: ArchitectureSpec, count: number): Program {
  refuse(architectureProblems(spec))
  const { generator } = networksOf(spec)
  return { state: stateOf(generator), phases: [], inferences: [samplesOf(spec, generator, count)] }
}
