import type { Problem } from '../contract/errors'
import type { Optimiser } from '../optimisers/optimiser'
import { changesBetween, configAt, type PlannedChange } from './change'
import { RunConfig } from './config'
import { configDifferences } from './difference'

/** What a run that goes on from another's checkpoint may change: nothing that the checkpoint's tensors or its place in the data rest on. */
const changeable = [
  /^optimisers\.[A-Za-z]+\.(?!type$)/,
  /^(learningRateSchedule|instanceNoise|samples|checkpoints|measures|duration)\./,
  /^(learningRateSchedule|labelSmoothing|pixelTerm|inputNoise|beta|gradientClipping|weightClipping|measures|engine)$/,
]

/** The settings of a branch that differ from those of the run that it leaves, and must not. */
export const branchProblems = (from: RunConfig, to: RunConfig): Problem[] =>
  configDifferences([from, to]).flatMap(({ path }) =>
    changeable.some((pattern) => pattern.test(path))
      ? []
      : [{ path, message: 'cannot be changed from a checkpoint on: the state of the networks rests on it' }],
  )

/**
 * The config and changes of a branch that trains with `wanted` from a step on: up to there it has the course of the run that it
 * leaves, and what differs from that course's end changes at the step.
 */
export function branchCourse(
  from: { readonly config: RunConfig; readonly changes: readonly PlannedChange[] },
  wanted: RunConfig,
  step: number,
): { readonly config: RunConfig; readonly changes: readonly PlannedChange[] } {
  // The ratio at the start decides where each batch of the course lies.
  const config =
    wanted.family === 'adversarial' && from.config.family === 'adversarial'
      ? { ...wanted, discriminatorSteps: from.config.discriminatorSteps }
      : wanted
  const kept = from.changes.filter((planned) => planned.step < step)
  const { changes } = changesBetween(configAt(config, kept, step), wanted)
  return { config, changes: [...kept, ...changes.map((change) => ({ step, change }))] }
}

/** A config with the learning rates of all its optimisers multiplied by a factor. */
export function withRates(config: RunConfig, factor: number): RunConfig {
  const scaled = Object.entries<Optimiser>({ ...config.optimisers }).map(([phase, optimiser]) => [
    phase,
    { ...optimiser, learningRate: Number((optimiser.learningRate * factor).toPrecision(6)) },
  ])
  return RunConfig.parse({ ...config, optimisers: Object.fromEntries(scaled) })
}
