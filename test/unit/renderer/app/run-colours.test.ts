import { describe, expect, it } from 'vitest'
import { dark, light } from '../../../support/theme-tokens'

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

/**
 * What eyes that lack a cone see, over linear RGB: Machado, Oliveira and Fernandes, “A physiologically-based model for simulation of color
 * vision deficiency”, 2009, the matrices of severity 1.
 */
const visions: Readonly<Record<string, Matrix>> = {
  'all cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** Linear sRGB to XYZ under D65, IEC 61966-2-1. */
const toXyz: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
]

const times = ([a, b, c]: Matrix, [x, y, z]: Triple): Triple => {
  const row = ([p, q, r]: Triple) => p * x + q * y + r * z
  return [row(a), row(b), row(c)]
}

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

const white = times(toXyz, [1, 1, 1])

/** CIE L*a*b* of a colour as seen. */
function lab(hex: string, vision: Matrix): Triple {
  const [r, g, b] = times(vision, linear(hex))
  const cut = (value: number) => Math.min(1, Math.max(0, value))
  const [x, y, z] = times(toXyz, [cut(r), cut(g), cut(b)])
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116)
  const [fx, fy, fz] = [f(x / white[0]), f(y / white[1]), f(z / white[2])]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

/** The least distance between two run colours, and which they are. */
function closest(theme: Readonly<Record<string, string>>, vision: Matrix): { distance: number; pair: string } {
  const seen = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => lab(theme[`run-${n}`] ?? '', vision))
  return seen
    .flatMap((one, i) =>
      seen.slice(i + 1).map((other, j) => ({
        distance: Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]),
        pair: `${i + 1} and ${i + j + 2}`,
      })),
    )
    .reduce((least, one) => (one.distance < least.distance ? one : least))
}

describe.each([
  ['dark', dark],
  ['light', light],
])('run colours of the %s theme', (_name, theme) => {
  it.each(Object.entries(visions))('can be told apart with %s', (_vision, matrix) => {
    // About 2 is the least that can be seen side by side; lines of a chart lie apart and are thin.
    const { distance, pair } = closest(theme, matrix)
    expect(distance, `runs ${pair}`).toBeGreaterThan(13)
  })
})

it('colours that only one kind of eye tells apart are found out', () => {
  const green = { ...light, 'run-2': '#b87c00', 'run-5': '#948a00' }
  expect(closest(green, visions['deuteranopia'] ?? toXyz).distance).toBeLessThan(5)
})
