/** The frame that is being made is on the display after so many ms. */
const SHOWN = 50
/** What can wait is done when the window has nothing else to do, or after so many ms more. */
const PATIENCE = 300

/**
 * Calls `run` once the frame that is being made has been shown and the window has nothing else to do: before, it would hold up the
 * threads that draw the frame. The answer takes it back.
 */
export function later(run: () => void): () => void {
  let idle = 0
  const timer = window.setTimeout(() => {
    idle = requestIdleCallback(run, { timeout: PATIENCE })
  }, SHOWN)
  return () => {
    clearTimeout(timer)
    cancelIdleCallback(idle)
  }
}
