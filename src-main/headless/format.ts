const grouped = new Intl.NumberFormat('en-US')

/** `60,000` */
export const formatCount = (value: number): string => grouped.format(Math.round(value))

/** A loss or score with four digits after the point; `not finite` for null, `–` for one that is not there. */
export function formatMetric(value: number | null | undefined): string {
  if (value === undefined) return '–'
  return value === null ? 'not finite' : value.toFixed(4)
}

/** `3 h 05 min`, `12 min 04 s`, `8.2 s` */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  const two = (value: number) => String(value).padStart(2, '0')
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

/** `18.4 MB`, in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`
}

/** `2026-03-01 14:05` in the time zone of the machine. */
export function formatTime(timestamp: number): string {
  const date = new Date(timestamp)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** A value of a config on one line. */
export function formatValue(value: unknown): string {
  if (value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
