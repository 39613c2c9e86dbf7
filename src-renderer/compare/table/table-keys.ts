/** What a key means in the table of runs. */
export type TableKey =
  | {
      readonly type: 'move'
      readonly to: 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last'
      readonly extend: boolean
    }
  | { readonly type: 'fold'; readonly open: boolean }
  | { readonly type: 'choose' | 'choose-all' | 'choose-none' | 'only' | 'open' }
  | { readonly type: 'baseline' | 'pin' | 'tags' | 'notes' | 'archive' | 'delete' | 'find' }

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

const moves = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
} as const

const isMove = (key: string): key is keyof typeof moves => key in moves

const letters: { readonly [key: string]: TableKey } = {
  ' ': { type: 'choose' },
  Enter: { type: 'open' },
  Escape: { type: 'choose-none' },
  Delete: { type: 'delete' },
  '/': { type: 'find' },
  o: { type: 'only' },
  b: { type: 'baseline' },
  p: { type: 'pin' },
  t: { type: 'tags' },
  n: { type: 'notes' },
  e: { type: 'archive' },
}

/** The meaning of a key press while a line of the table has the focus; undefined if it has none. */
export function tableKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): TableKey | undefined {
  if (altKey) return undefined
  if (ctrlKey || metaKey) return key.toLowerCase() === 'a' ? { type: 'choose-all' } : undefined
  if (isMove(key)) return { type: 'move', to: moves[key], extend: shiftKey }
  if (key === 'ArrowLeft' || key === 'ArrowRight') return { type: 'fold', open: key === 'ArrowRight' }
  return letters[key.length === 1 ? key.toLowerCase() : key]
}

/** Where the focus goes. @param page lines in sight */
export function movedTo(at: number, to: (TableKey & { type: 'move' })['to'], count: number, page: number): number {
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
