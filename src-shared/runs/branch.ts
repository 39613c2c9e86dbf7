import type { Problem } from '../contract/errors'
import { changesBetween, configAt, type PlannedChange } from './change'
import type { RunConfig } from './config'
import { configDifferences } from './difference'

/** What a run that goes on from another's checkpoint may change: nothing that the checkpoint's tensors or its place in the data rest on. */
const changeable = [
  /^optimisers\.[a-z]+\.(?!type$)/,
  /^(learningRateSchedule|instanceNoise|samples|checkpoints|measures|duration)\./,
  /^(learningRateSchedule|labelSmoothing|pixelTerm|gradientClipping|weightClipping|measures|engine)$/,
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
  const config = { ...wanted, discriminatorSteps: from.config.discriminatorSteps }
  const kept = from.changes.filter((planned) => planned.step < step)
  const { changes } = changesBetween(configAt(config, kept, step), wanted)
  return { config, changes: [...kept, ...changes.map((change) => ({ step, change }))] }
}

/** A config with the learning rates of all its networks multiplied by a factor. */
export function withRates(config: RunConfig, factor: number): RunConfig {
  const { generator, discriminator } = config.optimisers
  const scaled = <T extends { readonly learningRate: number }>(optimiser: T): T => ({
    ...optimiser,
    learningRate: Number((optimiser.learningRate * factor).toPrecision(6)),
  })
  return { ...config, optimisers: { generator: scaled(generator), discriminator: scaled(discriminator) } }
}
