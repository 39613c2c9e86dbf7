/**
 * Lets one of several charts do its slow drawing in a frame; the others wait for the next ones. Linked charts of many lines then hold
 * up a frame by one drawing and not by all.
 */
export class Turns {
  #taken: number | null = null

  /** Whether the frame is still free, which then is taken. @param frame the time of the frame, the same for all charts in it */
  take(frame: number): boolean {
    if (this.#taken === frame) return false
    this.#taken = frame
    return true
  }
}

/** The turns of all charts of the window. */
export const drawingTurns = new Turns()
