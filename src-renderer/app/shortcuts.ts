import type { PageCommand } from '@shared/contract/page-commands'

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/**
 * What a key press means anywhere in the window, undefined if nothing. `typing` leaves the question mark, and Alt with arrows, to the text
 * field.
 */
export function pageKey(pressed: Pressed, typing: boolean): PageCommand | undefined {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = pressed
  const command = ctrlKey || metaKey
  // Where the question mark and the slash are depends on the keyboard's layout.
  if (key === '?' && !command && !altKey && !typing) return { type: 'shortcuts' }
  if (key === '/' && command && !altKey) return { type: 'shortcuts' }
  if (shiftKey) return undefined
  if (command && !altKey) return commandKey(key.toLowerCase())
  if (altKey && !command && !typing && key === 'ArrowLeft') return { type: 'back' }
  if (altKey && !command && !typing && key === 'ArrowRight') return { type: 'forward' }
  return undefined
}

function commandKey(key: string): PageCommand | undefined {
  if (key === 'k') return { type: 'palette' }
  if (key === 'n') return { type: 'new-run' }
  return /^[1-7]$/.test(key) ? { type: 'screen', index: Number(key) - 1 } : undefined
}

/** Whether keys go into a text field. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type))
