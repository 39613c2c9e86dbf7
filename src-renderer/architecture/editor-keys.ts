/** What keys by themselves mean. */
type PlainKey = 'inspect' | 'remove' | 'none' | 'fit' | 'zoom-in' | 'zoom-out' | 'fold' | 'unfold'

/** What a key means on the canvas and in the list. */
export type EditorKey =
  | { readonly type: 'go'; readonly direction: 'up' | 'down' | 'left' | 'right'; readonly extend: boolean }
  | { readonly type: 'step'; readonly direction: 'up' | 'down' }
  | { readonly type: 'palette'; readonly text: string }
  | { readonly type: PlainKey }
  | {
      readonly type: 'duplicate' | 'copy' | 'cut' | 'undo' | 'redo' | 'all' | 'repair' | 'save'
    }

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
  /** Whether it is held down. */
  readonly repeat: boolean
}

const arrows = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const
const isArrow = (key: string): key is keyof typeof arrows => key in arrows

const plain: Readonly<Record<string, PlainKey>> = {
  Enter: 'inspect',
  Delete: 'remove',
  Backspace: 'remove',
  Escape: 'none',
  '0': 'fit',
  '=': 'zoom-in',
  '-': 'zoom-out',
  '[': 'fold',
  ']': 'unfold',
}

function command(key: string, shift: boolean): EditorKey | undefined {
  switch (key.toLowerCase()) {
    case 'z':
      return { type: shift ? 'redo' : 'undo' }
    case 'y':
      return { type: 'redo' }
    case 'a':
      return { type: 'all' }
    case 'c':
      return { type: 'copy' }
    case 'x':
      return { type: 'cut' }
    case 'd':
      return { type: 'duplicate' }
    case 's':
      return { type: 'save' }
    case '.':
      return { type: 'repair' }
    default:
      return undefined
  }
}

/**
 * The meaning of a key press; undefined if it has none. A letter or + opens the palette with it. Escape goes one step out: held down, it
 * does not go on to the next.
 */
export function editorKey({ key, ctrlKey, metaKey, altKey, shiftKey, repeat }: Pressed): EditorKey | undefined {
  if (ctrlKey || metaKey) return altKey ? undefined : command(key, shiftKey)
  if (isArrow(key)) {
    const direction = arrows[key]
    if (!altKey) return { type: 'go', direction, extend: shiftKey }
    return direction === 'up' || direction === 'down' ? { type: 'step', direction } : undefined
  }
  if (altKey || (repeat && key === 'Escape')) return undefined
  const type = plain[key]
  if (type !== undefined) return { type }
  if (key === '+') return { type: 'palette', text: '' }
  return /^[a-zA-Z]$/.test(key) ? { type: 'palette', text: key.toLowerCase() } : undefined
}
