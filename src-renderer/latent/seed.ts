/** Seeds that are drawn at random lie below this, so that they stay readable. */
const DRAWN_BELOW = 1_000_000

/** A whole number from the system's generator: which seed to look at is no part of any run. */
export function drawSeed(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % DRAWN_BELOW
}
