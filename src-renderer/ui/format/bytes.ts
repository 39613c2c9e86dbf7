const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** A size in decimal units and at most three figures: 512 bytes, 47.0 MB, 135 GB. */
export function formatBytes(bytes: number): string {
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  const text = unit === 0 ? String(value) : value >= 99.95 ? value.toFixed(0) : value.toFixed(1)
  return `${text} ${units[unit] ?? ''}`
}
