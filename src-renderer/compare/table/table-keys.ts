import { type ListMove, moveOf } from '../../ui/list-keys'

/** What a key means in the table of runs. */
export type TableKey =
  | { readonly type: 'move'; readonly to: ListMove; readonly extend: boolean }
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
  const to = moveOf(key)
  if (to !== undefined) return { type: 'move', to, extend: shiftKey }
  if (key === 'ArrowLeft' || key === 'ArrowRight') return { type: 'fold', open: key === 'ArrowRight' }
  return letters[key.length === 1 ? key.toLowerCase() : key]
}
