import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { SplitName } from '../datasets/split'
import { MeasureName } from '../measures/measure'
import { EvaluationEvent, FeatureRange } from '../measures/measured-value'
import { procedure } from './base'
import { Id } from './id'

/** Which checkpoints are measured: the newest, all, the best so far, or that of a step. */
export const CheckpointChoice = z.union([z.enum(['newest', 'all', 'best']), z.int().nonnegative()])
export type CheckpointChoice = z.infer<typeof CheckpointChoice>

/** An evaluation that a person asks for. */
export const EvaluationRequest = z.object({
  run: Id,
  measures: z.array(MeasureName).min(1),
  checkpoint: CheckpointChoice,
  /** Generated images, and as many real ones; fewer where the split has fewer. */
  samples: z.int().min(2).max(100_000),
  seed: z.int().nonnegative(),
  /** The split of real images that is compared with; the run's own without. */
  split: SplitName.optional(),
})
export type EvaluationRequest = z.infer<typeof EvaluationRequest>

/** Measures of generators, computed in a process of their own. */
export const measures = {
  /**
   * Measures checkpoints with the features of the split, or of a person's network that `pickNetwork` named; the values are kept
   * with the run. Giving the stream up cancels. `UNKNOWN_RUN`, `UNKNOWN_CHECKPOINT`, `CHECKPOINT_DAMAGED`, `UNKNOWN_DATASET`,
   * `DATASET_DAMAGED`.
   */
  evaluate: procedure
    .input(EvaluationRequest.extend({ network: z.object({ source: Id, range: FeatureRange }).optional() }))
    .output(eventIterator(EvaluationEvent)),
  /** Lets a person choose an ONNX file with a feature network; null where that was cancelled. Only in the window. */
  pickNetwork: procedure.output(z.object({ source: Id, name: z.string() }).nullable()),
}
