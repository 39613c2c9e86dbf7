import { createHash } from 'node:crypto'
import { EngineId } from '@shared/compute/engine'
import { Id, Timestamp } from '@shared/contract/id'
import { PlannedChange } from '@shared/runs/change'
import { MetricName } from '@shared/runs/metrics'
import { z } from 'zod'

/** Sums over the steps of the epoch in progress; null once a value was not finite, since the mean then is not either. */
export const EpochSums = z.object({
  steps: z.int().nonnegative(),
  sums: z.partialRecord(MetricName, z.number().nullable()),
})
export type EpochSums = z.infer<typeof EpochSums>

/** All of a checkpoint but its tensors: `manifest.json` beside `tensors.safetensors`. */
export const Manifest = z.object({
  version: z.literal(1),
  run: Id,
  step: z.int().nonnegative(),
  /** Completed epochs. */
  epoch: z.int().nonnegative(),
  created: Timestamp,
  engine: EngineId,
  /** The run's config, as it was then: a later studio may ask for more than it holds. */
  config: z.unknown(),
  /** SHA-256 of the config, see `configHash`. */
  configHash: z.string(),
  /** What had been changed by then of what the config says; earlier versions knew no changes. */
  changes: z.array(PlannedChange).default([]),
  /** Images in the split that it was trained on. */
  imageCount: z.int().positive(),
  /** What tells them from all others, see `PackedImages`; missing in checkpoints of earlier studios. */
  images: z.string().optional(),
  /** Seconds spent in training steps so far. */
  trainingSeconds: z.number().nonnegative(),
  epochSums: EpochSums,
  /** The optimiser of each phase; its moments are tensors. */
  optimisers: z.record(z.string(), z.object({ updates: z.int().nonnegative() })),
  tensors: z.object({ bytes: z.int().nonnegative(), sha256: z.string() }),
})
export type Manifest = z.infer<typeof Manifest>

/** JSON with the keys of every object in alphabetical order, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  )
}

/** SHA-256, hexadecimal, of bytes given in chunks. */
export function sha256(chunks: Iterable<Uint8Array | string>): string {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** What tells two configs apart: the SHA-256 of the config's canonical JSON. */
export const configHash = (config: unknown): string => sha256([canonicalJson(config)])
