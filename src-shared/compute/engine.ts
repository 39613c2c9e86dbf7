import { z } from 'zod'

/** The engines that can execute a run, in the order of preference. */
export const engineIds = [
  'compiled-cpu',
  'compiled-webgpu',
  'compiled-cuda',
  'compiled-dml',
  'compiled-coreml',
  'tensorflow',
  'reference',
] as const
export const EngineId = z.enum(engineIds)
export type EngineId = z.infer<typeof EngineId>

/** The engine that the others are compared with: slow, and not meant for training. */
export const oracleEngine: EngineId = 'reference'

/** What a run may be wanted to be computed with: an engine, or with `auto` the fastest that can be used. */
export const EngineWish = z.enum(['auto', ...engineIds])
export type EngineWish = z.infer<typeof EngineWish>

/** Whether an engine can be used here, and why not. */
export const EngineStatus = z.object({
  id: EngineId,
  title: z.string(),
  available: z.boolean(),
  /** What it runs on, such as `AMD EPYC 7763, 2 threads`. */
  device: z.string(),
  /** Whether it is too slow for training, and there for checks. */
  checksOnly: z.boolean().optional(),
  /** Why it is or is not available, in words that a person can act on. */
  reason: z.string(),
})
export type EngineStatus = z.infer<typeof EngineStatus>
