const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** A span of time in at most two units: 8.4 s, 42 s, 12 min, 1 h 05 min, 2 d 4 h. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const rounded = Math.round(seconds)
  if (rounded < 2 * MINUTE) return `${rounded} s`
  if (rounded < HOUR) return `${Math.round(rounded / MINUTE)} min`
  if (rounded < DAY) {
    const minutes = Math.round(rounded / MINUTE)
    return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`
  }
  const hours = Math.round(rounded / HOUR)
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** What is left of a run, roughly, so that the figure stands still: 12 min left. */
export function formatTimeLeft(seconds: number | null): string {
  if (seconds === null) return 'time left not known yet'
  if (seconds < 5) return 'a few seconds left'
  return `${formatDuration(seconds < 2 * MINUTE ? Math.ceil(seconds / 5) * 5 : seconds)} left`
}
