import { z } from 'zod'
import { Id } from '../contract/id'
import { RunConfig } from '../runs/config'

/** A system that ships with the studio: a complete config and where its numbers come from. */
export const Preset = z.strictObject({
  id: Id,
  title: z.string(),
  /** What it is and what to expect, one or two sentences. */
  summary: z.string(),
  /** Datasets that it is meant for; the first is its default. */
  datasets: z.array(Id).min(1),
  config: RunConfig,
})
export type Preset = z.infer<typeof Preset>
