/** What a key means anywhere in the window. */
export type PageKey =
  | { readonly type: 'palette' }
  /** The screen at this place of the rail, from 0. */
  | { readonly type: 'screen'; readonly index: number }
  | { readonly type: 'back' }
  | { readonly type: 'forward' }

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** The meaning of a key press, undefined if it has none. `typing` leaves Alt and arrows to the text field. */
export function pageKey({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed, typing: boolean): PageKey | undefined {
  if (shiftKey) return undefined
  const command = ctrlKey || metaKey
  if (command && !altKey && key.toLowerCase() === 'k') return { type: 'palette' }
  if (command && !altKey && /^[1-7]$/.test(key)) return { type: 'screen', index: Number(key) - 1 }
  if (altKey && !command && !typing && key === 'ArrowLeft') return { type: 'back' }
  if (altKey && !command && !typing && key === 'ArrowRight') return { type: 'forward' }
  return undefined
}

/** Whether keys go into a text field. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type))
