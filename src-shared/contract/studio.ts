import { z } from 'zod'
import { EngineStatus } from '../compute/engine'
import { Preset } from '../presets/preset'
import { procedure } from './base'
import { StoredFailure } from './errors'

/** What the studio knows of itself and its machine. */
export const Doctor = z.object({
  version: z.string(),
  home: z.string(),
  /** `exclusive`, or `shared` where another studio holds the home and this one only reads. */
  access: z.enum(['exclusive', 'shared']),
  platform: z.string(),
  processor: z.string(),
  threads: z.int().positive(),
  memoryBytes: z.number(),
  freeDiskBytes: z.number(),
  engines: z.array(EngineStatus),
})
export type Doctor = z.infer<typeof Doctor>

/** The studio as a whole. */
export const studio = {
  doctor: procedure.output(Doctor),
  presets: procedure.output(z.array(Preset)),
  /** What was found damaged and set aside at this start; empty when all is well. */
  notices: procedure.output(z.array(StoredFailure)),
}
