import { z } from 'zod'

/** What `studio datasets list` answers. */
export const Datasets = z.array(z.object({ id: z.string() }))

const Epoch = z.record(z.string(), z.number().nullable())

/** What `studio train` answers, as far as a row needs it. */
export const Run = z.object({
  id: z.string(),
  step: z.int(),
  engine: z.string(),
  trainingSeconds: z.number(),
  config: z.object({ batchSize: z.int() }),
  epochs: z.array(Epoch),
  alerts: z.array(z.object({ kind: z.string(), step: z.int() })),
  files: z.object({ sample: z.string() }),
})

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
  processorSeconds: z.number(),
  alerts: z.array(z.object({ kind: z.string(), step: z.int() })),
  measure: z.object({ name: z.string(), start: z.number(), end: z.number(), by: z.string() }),
  commit: z.string(),
})
