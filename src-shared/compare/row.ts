import { z } from 'zod'
import { AlertKind } from '../alerts/alert'
import { NetworkRole } from '../architecture/spec'
import { Id, Name, Notes, Tag, Timestamp } from '../contract/id'
import { SplitName } from '../datasets/split'
import { QuantityName } from '../measures/measure'
import { MetricValue } from '../runs/metrics'

/** A value of a setting. */
export const SettingValue = z.union([z.string(), z.number(), z.boolean(), z.null()])

/** A measured value as a table shows it, with everything that says what it may be compared with. */
export const MeasuredCell = z.object({
  value: z.number(),
  /** Standard error, where the measure has one. */
  error: z.number().nullable(),
  step: z.int().nonnegative(),
  samples: z.int().positive(),
  /** The feature network; null where pixels were compared. */
  features: z.object({ id: z.string(), title: z.string() }).nullable(),
  dataset: Id,
  split: SplitName,
})
export type MeasuredCell = z.infer<typeof MeasuredCell>

/** What was measured of a run in one quantity. `best` is the best among those that were measured in the same way as `last`. */
export const RowMeasure = z.object({
  quantity: QuantityName,
  last: MeasuredCell,
  best: MeasuredCell,
  /** At the newest measured step that is not after the one that was asked for; null where there is none or none was asked for. */
  at: MeasuredCell.nullable(),
})
export type RowMeasure = z.infer<typeof RowMeasure>

/** Where a run of a table stands: its state, or `imported` for one that was trained elsewhere. */
export const RowState = z.enum([
  'queued',
  'preparing',
  'running',
  'paused',
  'completed',
  'stopped',
  'failed',
  'interrupted',
  'imported',
])
export type RowState = z.infer<typeof RowState>

/** A run as the table of many runs has it: no lists that grow with its length. What it has not, is null or missing. */
export const RunRow = z.object({
  id: Id,
  project: Id,
  /** Counts from 1 within the project. */
  number: z.int().positive(),
  name: Name,
  /** `studio` for a run of this studio, else what it was imported from. */
  source: z.enum(['studio', 'tensorboard', 'csv']),
  preset: z.string().nullable(),
  dataset: z.string().nullable(),
  split: z.string().nullable(),
  family: z.string().nullable(),
  state: RowState,
  engine: z.string().nullable(),
  seed: z.number().nullable(),
  /** The run that it goes on from, and from which step. */
  origin: z.object({ run: Id, step: z.int().nonnegative() }).nullable(),
  created: Timestamp,
  updated: Timestamp,
  /** Seconds spent in training steps. */
  trainingSeconds: z.number().nullable(),
  /** Completed steps. */
  step: z.int().nonnegative(),
  steps: z.int().nonnegative().nullable(),
  /** Completed epochs. */
  epoch: z.int().nonnegative().nullable(),
  /** Real images that its steps took. */
  imagesSeen: z.number().nonnegative().nullable(),
  latestSample: z.int().nonnegative().nullable(),
  tags: z.array(Tag),
  notes: Notes,
  archived: z.boolean(),
  /** Kinds of the alerts that last. */
  openAlerts: z.array(AlertKind),
  /** All alerts, those that are over too. */
  alerts: z.int().nonnegative(),
  /** Trained numbers of each network. */
  parameters: z.partialRecord(NetworkRole, z.int()),
  /**
   * Settings by their path, in the order of the config. The layers of a network are one text, `architecture.networks.ROLE`, that
   * is the same for the same layers. Changes in the run's course are one text, `changes`, empty where there are none.
   */
  settings: z.record(z.string(), SettingValue),
  /** Means over the last whole epoch by metric; of an imported run, the last values. */
  means: z.record(z.string(), MetricValue),
  measures: z.array(RowMeasure),
})
export type RunRow = z.infer<typeof RunRow>
