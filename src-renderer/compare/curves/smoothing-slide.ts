/** The most that can be set: a longer memory tells nothing of a run. */
const MOST = 0.999

/** Where a slider stands for a weight of the past: even in how many values count, so that long memories can be set finely. */
export const slideOf = (smoothing: number): number => 1 - Math.sqrt(1 - smoothing)

/** The weight for a place of the slider, exact enough that {@link slideOf} gives that place again: a key moves from it, and not back to it. */
export const smoothingAt = (slide: number): number => Math.min(MOST, Number((1 - (1 - slide) ** 2).toFixed(8)))
