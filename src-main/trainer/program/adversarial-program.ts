import { analyseArchitecture } from '@shared/architecture/analysis'
import { sizeOf } from '@shared/architecture/layer'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { canonicalJson } from '../checkpoint/manifest'
import { stateOf as stateOfSnapshot } from '../checkpoint/snapshot-tensors'
import { networkFrom, stateOf } from '../nets/network'
import { discriminatorPhase, generatorPhase, type Pair } from './adversarial'
import { averagedStateOf, averageOf, averageState } from './average'
import type { ProgramBuilder, SamplerBuilder } from './builder'
import { poolState } from './image-pool'
import { samplesOf } from './samples'

function pairOf({ architecture }: AdversarialConfig): Pair {
  const { generator, discriminator } = analyseArchitecture(architecture)
  return { generator: networkFrom(generator), discriminator: networkFrom(discriminator) }
}

/**
 * The phases `discriminator` and `generator`, and the inference `samples`. Both networks are in training mode in both phases, so
 * each pass updates the running statistics it uses, as in PyTorch. Averages begin at the weights that they follow, a pool empty.
 */
export const adversarialProgram: ProgramBuilder<AdversarialConfig> = {
  program(config, count) {
    const pair = pairOf(config)
    const { generator, discriminator } = pair
    const average = averageOf(config, generator)
    const drawn = config.generatorAverage?.samples ? average : undefined
    return {
      state: [
        ...stateOf(generator),
        ...stateOf(discriminator),
        ...(average === undefined ? [] : averageState(generator)),
        ...poolState(config.architecture.image, config.imagePool),
      ],
      phases: [discriminatorPhase(config, pair), generatorPhase(config, pair)],
      inferences: [samplesOf(config.architecture, generator, count, drawn)],
    }
  },
  extraState(config, state) {
    const pairs = averageOf(config, pairOf(config).generator)?.pairs ?? []
    const averages = pairs.map(({ weight, average }) => [average, state[weight]?.slice() ?? new Float32Array()])
    const pool = poolState(config.architecture.image, config.imagePool).map(({ name, shape }) => [
      name,
      new Float32Array(sizeOf(shape)),
    ])
    return Object.fromEntries([...averages, ...pool])
  },
}

/** G alone, with its own weights or the average of them that the run keeps. */
export const adversarialSampler: SamplerBuilder<AdversarialConfig> = {
  program(config, count) {
    const { generator } = pairOf(config)
    const spec = config.architecture
    return {
      identity: canonicalJson({ kind: 'generator', spec, count }),
      state: stateOf(generator),
      phases: [],
      inferences: [samplesOf(spec, generator, count)],
    }
  },
  average: ({ generatorAverage }) => (generatorAverage === null ? 'none' : generatorAverage.samples ? 'drawn' : 'kept'),
  stateOf: (_config, snapshot, names, averaged) =>
    averaged ? averagedStateOf(snapshot, names) : stateOfSnapshot(snapshot, names),
  encoder: null,
  fillsPrior: true,
}
