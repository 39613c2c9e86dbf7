/** Where a way that is travelled back and forth stands. */
export interface Swing {
  /** 0 at one end, 1 at the other. */
  readonly position: number
  readonly direction: 1 | -1
}

/**
 * The swing some seconds later.
 *
 * @param seconds time that has passed, at least 0
 * @param duration seconds from one end to the other, above 0
 */
export function swingOn({ position, direction }: Swing, seconds: number, duration: number): Swing {
  // The way there and back unrolled to [0, 2): the first half goes up, the second down.
  const unrolled = ((direction === 1 ? position : 2 - position) + seconds / duration) % 2
  return unrolled < 1 ? { position: unrolled, direction: 1 } : { position: 2 - unrolled, direction: -1 }
}
