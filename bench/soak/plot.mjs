// Draws the soak's readings as an SVG of small charts, one a quantity.

const [WIDTH, HEIGHT, COLUMNS] = [300, 150, 3]
const inner = { left: 46, top: 30, right: 10, bottom: 22 }

/** @typedef {{ title: string, unit: string, values: readonly number[], flat: boolean }} Panel */

const round = (/** @type {number} */ value) => Number(value.toFixed(1))

/** A scale from 0 to a little more than the largest value. */
function scale(/** @type {readonly number[]} */ values) {
  const most = Math.max(...values, 1e-9)
  const step = 10 ** Math.floor(Math.log10(most))
  return (
    [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((times) => times * step).find((top) => top >= most * 1.05) ?? most * 1.1
  )
}

function panel(
  /** @type {Panel} */ { title, unit, values, flat },
  /** @type {readonly number[]} */ minutes,
  /** @type {number} */ index,
) {
  const [left, top] = [(index % COLUMNS) * WIDTH, Math.floor(index / COLUMNS) * HEIGHT]
  const [width, height] = [WIDTH - inner.left - inner.right, HEIGHT - inner.top - inner.bottom]
  const [most, last] = [scale(values), minutes.at(-1) ?? 1]
  const x = (/** @type {number} */ minute) => round(left + inner.left + (minute / last) * width)
  const y = (/** @type {number} */ value) => round(top + inner.top + height - (value / most) * height)
  const line = values.map((value, i) => `${x(minutes[i] ?? 0)},${y(value)}`).join(' ')
  const words = (/** @type {number} */ at, /** @type {number} */ down, /** @type {string} */ text, end = false) =>
    `<text x="${at}" y="${down}"${end ? ' text-anchor="end"' : ''}>${text}</text>`
  const grid = [0, most / 2, most].flatMap((value) => [
    `<line x1="${x(0)}" x2="${x(last)}" y1="${y(value)}" y2="${y(value)}" stroke="#dcdfe5"/>`,
    words(x(0) - 6, y(value) + 4, String(round(value)), true),
  ])
  return [
    `<text x="${x(0)}" y="${top + 18}" class="title">${title}${unit ? `, ${unit}` : ''}${flat ? '' : ' (grows)'}</text>`,
    ...grid,
    `<polyline points="${line}" fill="none" stroke="${flat ? '#0060a8' : '#c02d2d'}" stroke-width="1.5"/>`,
    words(x(0), y(0) + 16, '0'),
    words(x(last), y(0) + 16, `${round(last)} min`, true),
  ].join('\n')
}

/**
 * An SVG of one chart a quantity over the same minutes, all from 0, on white, so that it can be read on a dark page too.
 * @param {readonly number[]} minutes of the readings, rising
 * @param {readonly Panel[]} panels each with as many values as there are minutes
 */
export function plot(minutes, panels) {
  const [width, height] = [WIDTH * COLUMNS, HEIGHT * Math.ceil(panels.length / COLUMNS)]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="11" fill="#4c5360">`,
    '<title>What the processes of the studio held while it was used over and over</title>',
    '<style>.title { font-size: 12px; font-weight: 600; fill: #16181d }</style>',
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...panels.map((one, index) => panel(one, minutes, index)),
    '</svg>',
    '',
  ].join('\n')
}
