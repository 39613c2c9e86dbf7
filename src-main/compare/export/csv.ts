import type { RunCurve } from '@shared/compare/curves'

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** A number as it reads back equal; `nan` for one that is not finite, which NumPy and pandas read. */
const numberText = (value: number): string => (Number.isFinite(value) ? `${value}` : 'nan')

/** A line of a CSV file (RFC 4180, with a line feed alone). */
const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\n`

/** Rows as a CSV file. */
export const csvOf = (
  titles: readonly string[],
  rows: readonly (readonly (string | number | boolean | null)[])[],
): string =>
  csvLine(titles) +
  rows
    .map((row) =>
      csvLine(
        row.map((value) => (value === null ? '' : typeof value === 'number' ? numberText(value) : String(value))),
      ),
    )
    .join('')

/** Rows that are put together before they are written. */
const CHUNK = 2000

/**
 * Curves of one run as a CSV file in pieces: a line for each step that one of them has, with its seconds of training, an empty cell
 * where a curve has no value and `nan` where its value was not finite.
 */
export function* curvesCsv(curves: readonly RunCurve[], secondsAt: (step: number) => number | null): Generator<string> {
  yield csvLine(['step', 'seconds', ...curves.map(({ name }) => name)])
  const places = curves.map(() => 0)
  let lines: string[] = []
  for (;;) {
    const step = curves.reduce(
      (least, { x }, index) => Math.min(least, x[places[index] ?? 0] ?? least),
      Number.POSITIVE_INFINITY,
    )
    if (step === Number.POSITIVE_INFINITY) break
    const values = curves.map(({ x, y }, index) => {
      const place = places[index] ?? 0
      if (x[place] !== step) return ''
      places[index] = place + 1
      return numberText(y[place] ?? Number.NaN)
    })
    const seconds = secondsAt(step)
    lines.push(csvLine([`${step}`, seconds === null ? '' : `${Number(seconds.toFixed(6))}`, ...values]))
    if (lines.length === CHUNK) {
      yield lines.join('')
      lines = []
    }
  }
  yield lines.join('')
}
