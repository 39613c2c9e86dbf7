import { z } from 'zod'
import { Alert } from '../alerts/alert'
import { EngineId } from '../compute/engine'
import { StoredFailure } from '../contract/errors'
import { Id } from '../contract/id'
import { MeasuredValue } from '../measures/measured-value'
import { RunChange } from './change'
import { Epoch } from './metrics'
import { Robustness } from './robustness'
import { Checkpoint, LogEntry, Progress, RunSummary, Sample, StepBatch } from './run'
import { RunStart } from './start'

/** What the trainer tells main while it trains. */
export const TrainerEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('preparing'), phase: z.string() }),
  z.object({ type: z.literal('started'), engine: EngineId, progress: Progress }),
  z.object({ type: z.literal('steps'), batch: StepBatch }),
  z.object({ type: z.literal('progress'), progress: Progress, trainingSeconds: z.number() }),
  z.object({ type: z.literal('epoch'), epoch: Epoch }),
  z.object({ type: z.literal('sample'), sample: Sample }),
  /** `removed` names the checkpoints that this one replaced. */
  z.object({ type: z.literal('checkpoint'), checkpoint: Checkpoint, removed: z.array(Id) }),
  /** An alert that was raised, or one that is over. */
  z.object({ type: z.literal('alert'), alert: Alert }),
  /** A setting that was changed; told before anything that comes of it. */
  z.object({ type: z.literal('changed'), change: RunChange }),
  /** What was measured with the pictures of a step. */
  z.object({ type: z.literal('robustness'), result: Robustness }),
  z.object({ type: z.literal('log'), entry: LogEntry }),
  z.object({ type: z.literal('paused'), failure: StoredFailure.nullable() }),
  z.object({ type: z.literal('continued') }),
  z.object({ type: z.literal('completed') }),
  z.object({ type: z.literal('stopped') }),
  z.object({ type: z.literal('failed'), failure: StoredFailure }),
])
export type TrainerEvent = z.infer<typeof TrainerEvent>

/** What main tells those who watch a run. */
export const RunEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), run: RunSummary }),
  z.object({ type: z.literal('removed'), id: Id }),
  /** A run from elsewhere came or was changed: its row tells. */
  z.object({ type: z.literal('imported'), id: Id }),
  z.object({ type: z.literal('steps'), id: Id, batch: StepBatch }),
  z.object({ type: z.literal('epoch'), id: Id, epoch: Epoch }),
  z.object({ type: z.literal('sample'), id: Id, sample: Sample }),
  z.object({ type: z.literal('checkpoint'), id: Id, checkpoint: Checkpoint, removed: z.array(Id) }),
  z.object({ type: z.literal('measured-value'), id: Id, measured: MeasuredValue }),
  z.object({ type: z.literal('alert'), id: Id, alert: Alert }),
  /** All changes of the run after one more was made. */
  z.object({ type: z.literal('changes'), id: Id, changes: z.array(RunChange) }),
  z.object({ type: z.literal('robustness'), id: Id, result: Robustness }),
  /** Its training began or went on. */
  z.object({ type: z.literal('begun'), id: Id, start: RunStart }),
  z.object({ type: z.literal('log'), id: Id, entry: LogEntry }),
  /** A resume took the run back to a checkpoint: everything after `step` is void. */
  z.object({ type: z.literal('rewound'), id: Id, step: z.int().nonnegative() }),
])
export type RunEvent = z.infer<typeof RunEvent>
