import type { AxisName } from '@shared/compare/axes'
import { formatDuration } from '../../ui/format/durations'
import { formatCompact, formatCount } from '../../ui/format/numbers'

/** The axes as they are offered. */
export const axisTitles: { readonly [K in AxisName]: string } = {
  step: 'Step',
  epoch: 'Epoch',
  images: 'Images',
  time: 'Time',
}

/** How an x stands at the axis. */
export function axisTick(axis: AxisName, value: number): string {
  switch (axis) {
    case 'step':
    case 'images':
      return Number.isInteger(value) ? formatCompact(value) : ''
    case 'epoch':
      return String(Number(value.toPrecision(6)))
    case 'time':
      return value >= 10 && value < 120 && !Number.isInteger(value) ? `${value.toFixed(1)} s` : formatDuration(value)
  }
}

/** Whether an axis has whole numbers alone. */
export const isWholeAxis = (axis: AxisName): boolean => axis === 'step' || axis === 'images'

/** Seconds as they can be read at a crosshair: to a tenth, to a second from two minutes on. */
function clockWords(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const two = (part: number) => String(part).padStart(2, '0')
  return hours === 0 ? `${minutes} min ${two(whole % 60)} s` : `${hours} h ${two(minutes)} min ${two(whole % 60)} s`
}

/** What an x is called where it is pointed at. */
export function axisWords(axis: AxisName, value: number): string {
  switch (axis) {
    case 'step':
      return `Step ${formatCount(value)}`
    case 'epoch':
      return `Epoch ${value.toFixed(2)}`
    case 'images':
      return `${formatCount(value)} images`
    case 'time':
      return `After ${clockWords(value)}`
  }
}
