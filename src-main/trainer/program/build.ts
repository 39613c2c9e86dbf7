import { architectureProblems } from '@shared/architecture/analysis'
import { sizeOf } from '@shared/architecture/layer'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { type Problem, StudioError } from '@shared/contract/errors'
import { configProblems, type RunConfig } from '@shared/runs/config'
import { canonicalJson } from '../checkpoint/manifest'
import type { Arrays, Program } from '../compute/engine'
import { initialState } from '../nets/initial-state'
import { networksOf, stateOf } from '../nets/network'
import { discriminatorPhase, generatorPhase } from './adversarial'
import { averageOf, averageState } from './average'
import { poolState } from './image-pool'
import type { GanProgram } from './planned'
import { samplesOf } from './samples'

function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  throw new StudioError('INVALID_CONFIG', 'The configuration cannot be trained.', {
    safe: 'Nothing was started.',
    next: 'Correct each problem.',
    problems: [...problems],
  })
}

/**
 * What the computation of a config depends on. Named is what it does not depend on, so that whatever is added to configs counts;
 * optimisers belong to the phases.
 */
function identityOf(config: RunConfig, sampleCount: number): string {
  const { version, dataset, duration, discriminatorSteps, samples, checkpoints, seed, engine, ...rest } = config
  const { optimisers, learningRateSchedule, ...computation } = rest
  return canonicalJson({ kind: 'run', computation, sampleCount })
}

/**
 * The computation of a run: the phases `discriminator` and `generator`, and the inference `samples` of `sampleCount` latents.
 * Both networks are in training mode in both phases, so each pass updates the running statistics it uses, as in PyTorch.
 * @throws StudioError `INVALID_CONFIG` with every problem
 */
export function buildProgram(config: RunConfig, sampleCount: number = config.samples.count): GanProgram {
  refuse(configProblems(config))
  const networks = networksOf(config.architecture)
  const { generator, discriminator } = networks
  const average = averageOf(config, generator)
  const drawn = config.generatorAverage?.samples ? average : undefined
  return {
    identity: identityOf(config, sampleCount),
    state: [
      ...stateOf(generator),
      ...stateOf(discriminator),
      ...(average === undefined ? [] : averageState(generator)),
      ...poolState(config.architecture, config.imagePool),
    ],
    phases: [discriminatorPhase(config, networks), generatorPhase(config, networks)],
    inferences: [samplesOf(config.architecture, generator, sampleCount, drawn)],
  }
}

/** The state of a run before its first step, by state name: averages begin at the weights that they follow, a pool empty. */
export function initialRunState(config: RunConfig): Arrays {
  const state = initialState(config.architecture, config.seed)
  const pairs = averageOf(config, networksOf(config.architecture).generator)?.pairs ?? []
  const averages = pairs.map(({ weight, average }) => [average, state[weight]?.slice() ?? new Float32Array()])
  const pool = poolState(config.architecture, config.imagePool).map(({ name, shape }) => [
    name,
    new Float32Array(sizeOf(shape)),
  ])
  return { ...state, ...Object.fromEntries([...averages, ...pool]) }
}

/**
 * G alone, for drawing samples: the inference `samples` of `count` latents over the generator's state.
 * @throws StudioError `INVALID_CONFIG` with every problem of the architecture
 */
export function buildGenerator(spec: ArchitectureSpec, count: number): Program {
  refuse(architectureProblems(spec))
  const { generator } = networksOf(spec)
  return {
    identity: canonicalJson({ kind: 'generator', spec, count }),
    state: stateOf(generator),
    phases: [],
    inferences: [samplesOf(spec, generator, count)],
  }
}
