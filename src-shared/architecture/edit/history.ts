/** A value with what it was before and what was undone. All of it is a value: nothing in it changes. */
export interface History<T> {
  readonly past: readonly Step<T>[]
  readonly present: T
  /** What was undone, the next to redo last. */
  readonly future: readonly Step<T>[]
}

/** A change that was made: its name, and the value on its other side. */
export interface Step<T> {
  readonly label: string
  readonly value: T
}

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [] })

/**
 * The history after a change; itself where nothing changed. A change with the same `label` as the one before and `merge` becomes
 * part of that one, so that typing a number is one step.
 */
export function record<T>(history: History<T>, label: string, value: T, merge = false): History<T> {
  if (value === history.present) return history
  const last = history.past.at(-1)
  const past = merge && last?.label === label ? history.past : [...history.past, { label, value: history.present }]
  return { past, present: value, future: [] }
}

/** The history one step back; itself where there is none. */
export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1)
  if (last === undefined) return history
  const undone = { label: last.label, value: history.present }
  return { past: history.past.slice(0, -1), present: last.value, future: [...history.future, undone] }
}

/** The history one step forward; itself where there is none. */
export function redo<T>(history: History<T>): History<T> {
  const next = history.future.at(-1)
  if (next === undefined) return history
  const done = { label: next.label, value: history.present }
  return { past: [...history.past, done], present: next.value, future: history.future.slice(0, -1) }
}
