/** Most pictures in a time-lapse, without the ones that hold its end. */
const mostFrames = 240
/** How long the last picture stays, in ms. */
const endPause = 1500
/** How long the whole way should take, in ms. */
const length = 8000

/** Milliseconds that each of so many frames stays: what the length asks for, between 40 and 300. */
export const frameDelay = (frames: number): number =>
  Math.max(40, Math.min(300, Math.round(length / Math.max(1, frames))))

/** The pictures of a time-lapse: at most 240 spread evenly, the first and the last among them, and the last one held. */
export function chooseFrames(files: readonly string[]): readonly string[] {
  const count = Math.min(files.length, mostFrames)
  const chosen = Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? files.length - 1 : Math.round((i * (files.length - 1)) / (count - 1))
    return files[at] ?? ''
  })
  const last = chosen.at(-1)
  const held = last === undefined ? 0 : Math.round(endPause / frameDelay(count))
  return [...chosen, ...Array.from({ length: held }, () => last ?? '')]
}
