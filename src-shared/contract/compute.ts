import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ArchitectureSpec } from '../architecture/spec'
import { EngineId } from '../compute/engine'
import { MeasureEvent, Measurement, MeasureRequest, TimeEvent } from '../compute/measurement'
import { procedure } from './base'

/** The engines at work. */
export const compute = {
  /**
   * Times training steps of presets on engines, each pair in a process of its own. Ends when the caller gives up. `IN_USE` while a run
   * trains or another measurement is at work; `UNKNOWN_PRESET`.
   */
  measure: procedure.input(MeasureRequest).output(eventIterator(MeasureEvent)),
  /**
   * Times training steps of an architecture on an engine, with the other settings of a preset of its family. `IN_USE` as above,
   * `INVALID_CONFIG` for an architecture that does not hold together, `ENGINE_UNAVAILABLE`.
   */
  measureStep: procedure
    .input(z.object({ spec: ArchitectureSpec, engine: EngineId, batchSize: z.int().min(1).max(4096) }))
    .output(eventIterator(TimeEvent)),
  /** The last finished measurement on this home. */
  measured: procedure.output(Measurement.nullable()),
}
