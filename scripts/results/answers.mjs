import { z } from 'zod'

/** What `studio datasets list` answers. */
export const Datasets = z.array(z.object({ id: z.string() }))

const Epoch = z.record(z.string(), z.number().nullable())

/** Accuracy of a classifier against the size of an attack, on held-out images. */
const Robustness = z.object({
  step: z.int(),
  images: z.int(),
  points: z.array(z.object({ epsilon: z.number(), accuracy: z.number() })),
})

/** What `studio train` answers, as far as a row needs it. */
export const Run = z.object({
  id: z.string(),
  step: z.int(),
  engine: z.string(),
  trainingSeconds: z.number(),
  config: z.object({ batchSize: z.int() }),
  epochs: z.array(Epoch),
  alerts: z.array(z.object({ kind: z.string(), step: z.int() })),
  robustness: z.array(Robustness).default([]),
  files: z.object({ sample: z.string() }),
})

/** What `studio runs list` answers, the newest first. */
export const Runs = z.array(z.object({ id: z.string(), name: z.string(), status: z.string(), steps: z.int() }))

/** What `studio evaluate --measure fid` answers. */
export const Evaluation = z.object({
  measuredValues: z
    .array(z.object({ value: z.number(), split: z.string(), features: z.object({ title: z.string() }) }))
    .length(1),
})

/** What is kept of a row that was trained. */
export const RowRecord = z.object({
  id: z.string(),
  command: z.string(),
  steps: z.int(),
  epochs: z.int(),
  batchSize: z.int(),
  engine: z.string(),
  trainingSeconds: z.number(),
  /** Null for a run that went on after it was cut off: nobody counted what the first part took. */
  processorSeconds: z.number().nullable(),
  alerts: z.array(z.object({ kind: z.string(), step: z.int() })),
  /** At the first and at the last step. */
  robustness: z.array(Robustness).optional(),
  measure: z.object({ name: z.string(), start: z.number(), end: z.number(), by: z.string() }),
  commit: z.string(),
})
