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
      return formatDuration(value)
  }
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
      return `After ${formatDuration(value)}`
  }
}
