import { analyseArchitecture } from '@shared/architecture/analysis'
import { sizeOf } from '@shared/architecture/layer'
import { type CycleConfig, domainLabels } from '@shared/runs/cycle-config'
import { abs, add, concat, mean, mul, type Scalar, square, sub, type Tensor } from '@tensorflow/tfjs-core'
import { canonicalJson } from '../checkpoint/manifest'
import type { Inference, Program, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network, networkFrom, stateOf, trainableOf } from '../nets/network'
import type { ProgramBuilder } from './builder'
import { drawFeeds, drawn, imageShape, scaled } from './feeds'
import { poolFeeds, poolState, throughPool } from './image-pool'
import type { PlannedFeed, PlannedPhase } from './planned'

/** The two kinds of images. */
const domains = ['a', 'b'] as const
export type Domain = (typeof domains)[number]

/** The feed of real images of a domain, in phases and in the inferences `translations-from-a` and `translations-from-b`. */
export const domainFeed = (domain: Domain): string => `real/${domain}`

const other = (domain: Domain): Domain => (domain === 'a' ? 'b' : 'a')
const poolOf = (domain: Domain): string => `pool-${domain}`

interface Networks {
  /** The generator that makes images of the domain. */
  readonly into: Readonly<Record<Domain, Network>>
  readonly judge: Readonly<Record<Domain, Network>>
}

function networksOf({ architecture }: CycleConfig): Networks {
  const { generatorAB, generatorBA, discriminatorA, discriminatorB } = analyseArchitecture(architecture)
  return {
    into: { a: networkFrom(generatorBA), b: networkFrom(generatorAB) },
    judge: { a: networkFrom(discriminatorA), b: networkFrom(discriminatorB) },
  }
}

/** Passes of a phase: each application of a network finds the running statistics that those before it left. */
class Passes {
  #updates: Tensors = {}

  constructor(
    private readonly state: Tensors,
    private readonly feeds: Tensors,
  ) {}

  get updates(): Tensors {
    return this.#updates
  }

  run(network: Network, pass: string, images: Tensor): Tensor {
    const { output, updates } = applyNetwork(network, {
      mode: 'training',
      output: 'logits',
      state: { ...this.state, ...this.#updates },
      source: () => images,
      drawn: drawn(network, pass, this.feeds),
    })
    this.#updates = { ...this.#updates, ...updates }
    return output
  }
}

const distance = (one: Tensor, two: Tensor): Scalar => mean<Scalar>(abs(sub(one, two)))
/** Least squares without Mao's half, as the authors of the method train. */
const squared = (outputs: Tensor, target: number): Scalar => mean<Scalar>(square(sub(outputs, target)))
const sum = (parts: readonly Scalar[]): Scalar => parts.reduce((total, part) => add<Scalar>(total, part))

function imageFeeds(config: CycleConfig): PlannedFeed[] {
  const labels = domainLabels(config)
  const { architecture, batchSize, flip } = config
  return domains.map((domain) => ({
    name: domainFeed(domain),
    shape: imageShape(architecture.image, batchSize),
    type: 'uint8',
    source: { type: 'images', flip, ofClass: labels[domain] },
  }))
}

const clipping = ({ gradientClipping: limit }: CycleConfig) => (limit === null ? {} : { clipGradients: limit })

/** The update of both generators: adversarial losses, the way there and back, and identity (Zhu et al. 2017, equation 3 and section 5.2). */
function generatorsPhase(config: CycleConfig, { into, judge }: Networks): PlannedPhase {
  const { batchSize, cycle, identity } = config
  const draws = (network: Network, pass: string) => drawFeeds(network, { pass, count: batchSize })
  return {
    name: 'generators',
    updates: 'each-batch',
    trains: [...trainableOf(into.b), ...trainableOf(into.a)],
    optimiser: config.optimisers.generators,
    ...clipping(config),
    feeds: [
      ...imageFeeds(config),
      ...domains.flatMap((domain) => [
        ...draws(into[other(domain)], `there-from-${domain}`),
        ...draws(into[domain], `back-to-${domain}`),
        ...(identity > 0 ? draws(into[domain], `identity-${domain}`) : []),
        ...draws(judge[other(domain)], `judge-from-${domain}`),
      ]),
    ],
    compute(state, feeds) {
      const passes = new Passes(state, feeds)
      const parts = domains.map((domain) => {
        const images = scaled(pick(feeds, domainFeed(domain)))
        const there = passes.run(into[other(domain)], `there-from-${domain}`, images)
        const back = passes.run(into[domain], `back-to-${domain}`, there)
        const judged = passes.run(judge[other(domain)], `judge-from-${domain}`, there)
        return {
          adversarial: squared(judged, 1),
          cycle: distance(back, images),
          same: identity > 0 ? distance(passes.run(into[domain], `identity-${domain}`, images), images) : undefined,
        }
      })
      const adversarial = sum(parts.map((part) => part.adversarial))
      const cycles = sum(parts.map((part) => part.cycle))
      const same = parts.flatMap((part) => (part.same === undefined ? [] : [part.same]))
      const loss = add<Scalar>(adversarial, mul<Scalar>(cycles, cycle))
      const measures = { generatorLoss: adversarial, cycleLoss: mul<Scalar>(cycles, 0.5) }
      if (same.length === 0) return { loss, measures, updates: passes.updates }
      return {
        loss: add<Scalar>(loss, mul<Scalar>(sum(same), identity)),
        measures: { ...measures, identityLoss: mul<Scalar>(sum(same), 0.5) },
        updates: passes.updates,
      }
    },
  }
}

/** The update of both discriminators, each on real images of its domain and on translations into it, through its pool. */
function discriminatorsPhase(config: CycleConfig, { into, judge }: Networks): PlannedPhase {
  const { batchSize, imagePool } = config
  const draws = (network: Network, pass: string) => drawFeeds(network, { pass, count: batchSize })
  return {
    name: 'discriminators',
    updates: 'each-batch',
    trains: [...trainableOf(judge.a), ...trainableOf(judge.b)],
    optimiser: config.optimisers.discriminators,
    ...clipping(config),
    feeds: [
      ...imageFeeds(config),
      ...domains.flatMap((domain) => [
        ...draws(into[domain], `fake-${domain}`),
        ...draws(judge[domain], `real-${domain}`),
        ...draws(judge[domain], `judge-${domain}`),
        ...poolFeeds(imagePool, batchSize, poolOf(domain)),
      ]),
    ],
    compute(state, feeds) {
      const passes = new Passes(state, feeds)
      const pooled: Tensors[] = []
      const losses = domains.map((domain) => {
        const fakes = passes.run(into[domain], `fake-${domain}`, scaled(pick(feeds, domainFeed(other(domain)))))
        const shown = throughPool(fakes, imagePool, state, feeds, poolOf(domain))
        pooled.push(shown.updates)
        const real = passes.run(judge[domain], `real-${domain}`, scaled(pick(feeds, domainFeed(domain))))
        const fake = passes.run(judge[domain], `judge-${domain}`, shown.fakes)
        return mul<Scalar>(add<Scalar>(squared(real, 1), squared(fake, 0)), 0.5)
      })
      const loss = sum(losses)
      return { loss, measures: { discriminatorLoss: loss }, updates: Object.assign({}, passes.updates, ...pooled) }
    },
  }
}

/** Images of a domain in, their translations and these translated back out, one batch after the other: [2 · count, …] in [−1, 1]. */
function translationsOf({ architecture }: CycleConfig, { into }: Networks, count: number, from: Domain): Inference {
  const shape = imageShape(architecture.image, count)
  const run = (network: Network, state: Tensors, images: Tensor) =>
    applyNetwork(network, {
      mode: 'inference',
      output: 'as-built',
      state,
      source: () => images,
      drawn: () => {
        throw new Error('nothing is drawn but in training')
      },
    }).output
  return {
    name: translationsFrom(from),
    feeds: [{ name: domainFeed(from), shape, type: 'uint8' }],
    output: [2 * count, ...shape.slice(1)],
    compute(state, feeds) {
      const there = run(into[other(from)], state, scaled(pick(feeds, domainFeed(from))))
      return concat([there, run(into[from], state, there)])
    },
  }
}

/** The inference of a direction, as `cycleProgram` and `translationProgram` have them. */
export const translationsFrom = (domain: Domain): string => `translations-from-${domain}`

/** Both generators alone: the inferences of both directions, for `count` images at once. */
export function translationProgram(config: CycleConfig, count: number): Program {
  const networks = networksOf(config)
  return {
    identity: canonicalJson({ kind: 'translation', spec: config.architecture, count }),
    state: [networks.into.b, networks.into.a].flatMap(stateOf),
    phases: [],
    inferences: domains.map((domain) => translationsOf(config, networks, count, domain)),
  }
}

/** The phases `generators` and `discriminators`, and an inference for each direction. Pools begin empty. */
export const cycleProgram: ProgramBuilder<CycleConfig> = {
  program(config, count) {
    const networks = networksOf(config)
    const { into, judge } = networks
    const { image } = config.architecture
    return {
      state: [
        ...[into.b, into.a, judge.a, judge.b].flatMap(stateOf),
        ...domains.flatMap((domain) => poolState(image, config.imagePool, poolOf(domain))),
      ],
      phases: [generatorsPhase(config, networks), discriminatorsPhase(config, networks)],
      inferences: domains.map((domain) => translationsOf(config, networks, count, domain)),
    }
  },
  extraState: ({ architecture, imagePool }) =>
    Object.fromEntries(
      domains
        .flatMap((domain) => poolState(architecture.image, imagePool, poolOf(domain)))
        .map(({ name, shape }) => [name, new Float32Array(sizeOf(shape))]),
    ),
}
