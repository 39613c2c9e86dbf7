import { eventIterator } from '@orpc/contract'
import { MeasureEvent, Measurement, MeasureRequest } from '../compute/measurement'
import { procedure } from './base'

/** The engines at work. */
export const compute = {
  /**
   * Times training steps of presets on engines, each pair in a process of its own. Ends when the caller gives up. `IN_USE` while a run
   * trains or another measurement is at work; `UNKNOWN_PRESET`.
   */
  measure: procedure.input(MeasureRequest).output(eventIterator(MeasureEvent)),
  /** The last finished measurement on this home. */
  measured: procedure.output(Measurement.nullable()),
}
