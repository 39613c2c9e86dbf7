import type { Family } from '@shared/architecture/spec'
import { type Problem, StudioError } from '@shared/contract/errors'
import type { ConfigOf } from '@shared/families/registry'
import { configProblems, type RunConfig } from '@shared/runs/config'
import { canonicalJson } from '../checkpoint/manifest'
import type { Arrays } from '../compute/engine'
import { initialState } from '../nets/initial-state'
import { adversarialProgram } from './adversarial-program'
import { autoencoderProgram } from './autoencoder'
import type { ProgramBuilder } from './builder'
import { classifierProgram } from './classifier'
import { cycleProgram } from './cyclegan'
import type { TrainingProgram } from './planned'
import { variationalProgram } from './variational'

const builders: { readonly [F in Family]: ProgramBuilder<ConfigOf<F>> } = {
  adversarial: adversarialProgram,
  autoencoder: autoencoderProgram,
  variational: variationalProgram,
  classifier: classifierProgram,
  cyclegan: cycleProgram,
}

function builderOf<F extends Family>(config: ConfigOf<F>): ProgramBuilder<ConfigOf<F>> {
  return builders[config.family]
}

/** @throws StudioError `INVALID_CONFIG` with every problem */
export function refuse(problems: readonly Problem[]): void {
  if (problems.length === 0) return
  throw new StudioError('INVALID_CONFIG', 'The configuration cannot be trained.', {
    safe: 'Nothing was started.',
    next: 'Correct each problem.',
    problems: [...problems],
  })
}

/** What the computation does not depend on, so that whatever is added to configs counts; optimisers belong to the phases. */
const independent: ReadonlySet<string> = new Set([
  'version',
  'dataset',
  'heldOut',
  'domains',
  'duration',
  'discriminatorSteps',
  'samples',
  'checkpoints',
  'seed',
  'engine',
  'optimisers',
  'learningRateSchedule',
])

/** What the computation of a config depends on. */
function identityOf(config: RunConfig, sampleCount: number): string {
  const computation = Object.fromEntries(Object.entries(config).filter(([name]) => !independent.has(name)))
  return canonicalJson({ kind: 'run', computation, sampleCount })
}

function programOf<F extends Family>(config: ConfigOf<F>, count: number) {
  return builderOf(config).program(config, count)
}

/**
 * The computation of a run: the phases of its family, and an inference for each of its pictures, of `sampleCount` images.
 * @throws StudioError `INVALID_CONFIG` with every problem
 */
export function buildProgram(config: RunConfig, sampleCount: number = config.samples.count): TrainingProgram {
  refuse(configProblems(config))
  return { identity: identityOf(config, sampleCount), ...programOf(config, sampleCount) }
}

function extraStateOf<F extends Family>(config: ConfigOf<F>, state: Arrays): Arrays {
  return builderOf(config).extraState(config, state)
}

/** The state of a run before its first step, by state name. */
export function initialRunState(config: RunConfig): Arrays {
  const state = initialState(config.architecture, config.seed)
  return { ...state, ...extraStateOf(config, state) }
}
