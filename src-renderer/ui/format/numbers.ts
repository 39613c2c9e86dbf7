/** What stands for a number that is not known. */
export const UNKNOWN = '–'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** A whole number with thousands separated: 18,740. */
export const formatCount = (value: number): string => whole.format(value)

const units = [
  { from: 1e9, sign: 'B' },
  { from: 1e6, sign: 'M' },
  { from: 1e3, sign: 'k' },
] as const

/** A whole number in at most four figures: 842, 3.58 M, 18.7 k. */
export function formatCompact(value: number): string {
  // From 999.5 of a unit on, three figures would round up to 1,000 of it.
  const unit = units.find(({ from }) => Math.abs(value) >= from * 0.9995)
  if (!unit) return formatCount(value)
  return `${significant(value / unit.from, 3)} ${unit.sign}`
}

function significant(value: number, figures: number): string {
  if (value === 0) return '0'
  const decimals = Math.max(0, figures - 1 - Math.floor(Math.log10(Math.abs(value) * (1 + 10 ** -figures / 2))))
  return value.toFixed(Math.min(decimals, 12))
}

/** A measured value in four significant figures, in powers of ten where it is very small or large; null is not finite. */
export function formatMetric(value: number | null | undefined): string {
  if (value === undefined) return UNKNOWN
  if (value === null || !Number.isFinite(value)) return 'not finite'
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return minus(value.toExponential(2).replace('e+', 'e'))
  return minus(significant(value, 4))
}

/** A hyper-parameter without noise: 2e-4, 0.5, 64. */
export function formatSetting(value: number): string {
  const size = Math.abs(value)
  if (size !== 0 && size < 1e-2) return minus(value.toExponential().replace('e+', 'e'))
  return minus(String(value))
}

/** A share of 1 as whole percent: 23 %. Never 100 % before it is all, nor 0 % once it began. */
export function formatPercent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %'
  if (share < 1 && share > 0.99) return '99 %'
  return `${Math.round(share * 100)} %`
}

/** A rate of images: 1,140 img/s. */
export const formatRate = (perSecond: number | null): string =>
  perSecond === null ? `${UNKNOWN} img/s` : `${perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond)} img/s`

const minus = (text: string): string => text.replaceAll('-', (sign, at: number) => (at === 0 ? '−' : sign))
