/** A way to go through a list of lines. */
export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last'

const moves: ReadonlyMap<string, ListMove> = new Map([
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['PageUp', 'page-up'],
  ['PageDown', 'page-down'],
  ['Home', 'first'],
  ['End', 'last'],
])

/** Where a key leads in a list; undefined for a key that goes nowhere. */
export const moveOf = (key: string): ListMove | undefined => moves.get(key)

/** The line that a move leads to. @param page lines in sight */
export function movedTo(at: number, to: ListMove, count: number, page: number): number {
  const last = Math.max(0, count - 1)
  switch (to) {
    case 'up':
      return Math.max(0, at - 1)
    case 'down':
      return Math.min(last, at + 1)
    case 'page-up':
      return Math.max(0, at - page)
    case 'page-down':
      return Math.min(last, at + page)
    case 'first':
      return 0
    case 'last':
      return last
  }
}
