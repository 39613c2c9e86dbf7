/** A value that the page keeps between starts; null if there is none, or if the page may not keep anything. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Has a value no longer kept. */
export function forgetStored(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // What cannot be reached is not read either.
  }
}

/** Keeps a value between starts as far as the page may. */
export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // What is kept here is convenience: the studio works without it.
  }
}
