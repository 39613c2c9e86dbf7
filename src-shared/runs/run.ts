import { z } from 'zod'
import { Alert } from '../alerts/alert'
import { Family, NetworkRole } from '../architecture/spec'
import { EngineId } from '../compute/engine'
import { Id, Name, Notes, Tag, Timestamp } from '../contract/id'
import { MeasuredValue } from '../measures/measured-value'
import { RunChange } from './change'
import { RunConfig } from './config'
import { Epoch, MetricName, MetricValue } from './metrics'
import { Robustness } from './robustness'
import { RunStart } from './start'
import { RunStatus } from './status'

/** How far a run is. Rates are null until they are known. */
export const Progress = z.object({
  /** Completed steps. */
  step: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  stepsPerEpoch: z.int().nonnegative(),
  /** Completed epochs. */
  epoch: z.int().nonnegative(),
  epochs: z.int().nonnegative(),
  imagesPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
})
export type Progress = z.infer<typeof Progress>

/** Where a run left another: it has that one's course up to the step, and one of its own from there on. */
export const RunOrigin = z.object({ run: Id, number: z.int().positive(), step: z.int().nonnegative() })
export type RunOrigin = z.infer<typeof RunOrigin>

/** A run as lists show it. */
export const RunSummary = z.object({
  id: Id,
  project: Id,
  /** Counts from 1 within the project. */
  number: z.int().positive(),
  name: Name,
  preset: z.string().nullable(),
  family: Family,
  dataset: Id,
  /** Null for a run that began at step 0. */
  origin: RunOrigin.nullable(),
  status: RunStatus,
  progress: Progress,
  /** The engine that ran it last; null before the first start. */
  engine: EngineId.nullable(),
  created: Timestamp,
  updated: Timestamp,
  /** Seconds spent in training steps. */
  trainingSeconds: z.number().nonnegative(),
  latestSample: z.int().nonnegative().nullable(),
  /** Alerts that last. */
  openAlerts: z.int().nonnegative(),
  /** What a person calls it beside its name. */
  tags: z.array(Tag),
  /** Put away: lists leave it out unless they are asked. */
  archived: z.boolean(),
  /** Its place among the runs that wait, smaller first; null where it does not. */
  queuePlace: z.int().nullable(),
})
export type RunSummary = z.infer<typeof RunSummary>

/** The kept pictures of a step. */
export const Sample = z.object({ step: z.int().nonnegative(), epoch: z.int().nonnegative() })
export type Sample = z.infer<typeof Sample>

/** A kept checkpoint; `name` identifies it within the run. */
export const Checkpoint = z.object({
  name: Id,
  step: z.int().nonnegative(),
  epoch: z.int().nonnegative(),
  created: Timestamp,
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** A line of the run's log. */
export const LogEntry = z.object({
  at: Timestamp,
  step: z.int().nonnegative(),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
})
export type LogEntry = z.infer<typeof LogEntry>

/** A run with everything but its step metrics. */
export const Run = RunSummary.extend({
  config: RunConfig,
  /** What a person noted about it. */
  notes: Notes,
  /** Trained numbers of each network. */
  parameters: z.partialRecord(NetworkRole, z.int()),
  epochs: z.array(Epoch),
  samples: z.array(Sample),
  checkpoints: z.array(Checkpoint),
  measuredValues: z.array(MeasuredValue),
  alerts: z.array(Alert),
  /** What was changed while it trained, or is planned to, in the order of the steps. */
  changes: z.array(RunChange),
  /** How a classifier did under attack; empty for other families. */
  robustness: z.array(Robustness),
  /** Where its training began and went on, in the order of the steps; those of older studios were not kept. */
  starts: z.array(RunStart),
  log: z.array(LogEntry),
})
export type Run = z.infer<typeof Run>

/** One metric of a run: values at increasing steps. */
export const Series = z.object({
  name: MetricName,
  steps: z.array(z.int().nonnegative()),
  values: z.array(MetricValue),
})
export type Series = z.infer<typeof Series>

/** Values of consecutive steps, the first of which is `firstStep`. */
export const StepBatch = z.object({
  firstStep: z.int().positive(),
  series: z.partialRecord(MetricName, z.array(MetricValue)),
})
export type StepBatch = z.infer<typeof StepBatch>
