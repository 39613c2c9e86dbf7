const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const dateAndTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

/** How long ago a moment was: just now, 4 min ago, 3 h ago, yesterday, 5 days ago, then the date. */
export function formatAgo(at: number, now: number): string {
  const past = Math.max(0, now - at)
  if (past < MINUTE) return 'just now'
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min ago`
  if (past < DAY) return `${Math.floor(past / HOUR)} h ago`
  if (past < 2 * DAY) return 'yesterday'
  if (past < 7 * DAY) return `${Math.floor(past / DAY)} days ago`
  return date.format(at)
}

/** A moment in full: 4 Mar 2025, 16:03:20. */
export const formatMoment = (at: number): string => dateAndTime.format(at)

/** The time of day of a moment: 16:03:20. */
export const formatClock = (at: number): string => time.format(at)
