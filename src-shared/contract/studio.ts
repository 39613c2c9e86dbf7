import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { EngineStatus } from '../compute/engine'
import { Preset } from '../presets/preset'
import { procedure } from './base'
import { StoredFailure } from './errors'
import { PageCommand } from './page-commands'

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

/** A name for a file without folders, with an ending. */
const FileName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,119}$/u, 'must be a plain file name')

/** Bytes that cross a port as they are: a `Blob`, of which nothing but this is used. */
export interface Bytes {
  readonly size: number
  arrayBuffer(): Promise<ArrayBuffer>
}

const FileBytes = z.custom<Bytes>(
  (value) => typeof value === 'object' && value !== null && 'arrayBuffer' in value && 'size' in value,
)

/** The studio as a whole. */
export const studio = {
  doctor: procedure.output(Doctor),
  presets: procedure.output(z.array(Preset)),
  /** What was found damaged and set aside at this start; empty when all is well. */
  notices: procedure.output(z.array(StoredFailure)),
  /**
   * Checks a database that was opened unchecked, beside the work; answers when that is done, with null where it is sound, else with
   * `STORE_DAMAGED`. The first call begins it.
   */
  verify: procedure.output(StoredFailure.nullable()),
  /** What a person asks the page for in the application's menu or by a notification, as it comes; only in the window. */
  commands: procedure.output(eventIterator(PageCommand)),
  /** Lets a person choose a file and writes to it what the page made, such as a chart; null where that was cancelled. */
  saveFile: procedure
    .input(z.object({ name: FileName, data: FileBytes }))
    .output(z.object({ name: z.string() }).nullable()),
}
