import type { Convolution, Geometry } from '../../graph'
import { overlapOf, windowOf } from './axis'
import { outputsOf, phasesOf, positionsOf, productsOf, type Tilings } from './transforms'

/**
 * A part of a computation and its estimated time in nanoseconds, measured on two cores of an AMD EPYC with AVX-512; only
 * ratios matter. Parts of equal `key` are computed once.
 */
export interface Step {
  readonly key: string
  readonly time: number
}

/** Multiply-adds a nanosecond of a large product of matrices. */
const RATE = 90
/** Nanoseconds to pack an element of the second matrix of a product. */
const PACKED = 0.2
/** Nanoseconds to read or write an element on the way. */
const MOVED = 0.05
/** Nanoseconds to gather a row, and an element of it. */
const ROW = 4
const GATHERED = 0.28
/** Nanoseconds an element of a copy. */
const COPIED = 0.18
/** Nanoseconds an element of an addition. */
const ADDED = 0.3
/** Nanoseconds to start an operation. */
const STARTED = 5000

const product = (batch: number, rows: number, inner: number, columns: number): number =>
  STARTED + batch * ((rows * inner * columns) / RATE + inner * columns * PACKED + rows * (inner + columns) * MOVED)
const gathering = (rows: number, width: number): number => STARTED + rows * (ROW + width * GATHERED)

/** Names of a node's inputs, by which equal parts are known. */
export interface Names {
  readonly first: string
  readonly second: string
}

const area = (g: Geometry) => g.kernelHeight * g.kernelWidth
const resultsOf = (g: Geometry) => g.batch * g.outHeight * g.outWidth

/** The steps of a convolution, or of its gradient, as gathers and products of matrices. */
export function directSteps({ kind, geometry: g }: Convolution, names: Names): readonly Step[] {
  const positions = resultsOf(g)
  const patch = area(g) * g.inChannels
  const own = `${kind} ${names.first} ${names.second}`
  const blocks = g.kernelWidth % g.strideWidth === 0 ? g.kernelWidth / g.strideWidth : g.kernelWidth
  const rows = positions * g.kernelHeight * blocks
  const patches = { key: `patches ${names.first}`, time: gathering(rows, patch / (g.kernelHeight * blocks)) }
  switch (kind) {
    case 'convolution':
      return [patches, { key: own, time: product(1, positions, patch, g.outChannels) }]
    case 'convolution-kernel':
      return [patches, { key: own, time: product(1, patch, positions, g.outChannels) }]
    case 'convolution-input': {
      const pixels = g.batch * g.inHeight * g.inWidth
      const parts = Math.ceil(g.kernelHeight / g.strideHeight) * Math.ceil(g.kernelWidth / g.strideWidth)
      const collected = parts * gathering(pixels, g.inChannels) + (parts - 1) * pixels * g.inChannels * ADDED
      return [{ key: own, time: product(1, positions, g.outChannels, patch) + collected }]
    }
  }
}

/** The steps of the same in tiles. */
export function tiledSteps({ kind, geometry: g }: Convolution, t: Tilings, names: Names): readonly Step[] {
  const [products, outputs, phases] = [productsOf(t), outputsOf(t), phasesOf(t)]
  const tiles = positionsOf(g, t)
  const depth = phases * g.inChannels
  const weights = g.inChannels * g.outChannels
  const pixels = g.batch * g.inHeight * g.inWidth
  const own = `${kind} ${names.first} ${names.second}`
  const image = {
    key: `image ${names.first}`,
    time:
      pixels * g.inChannels * COPIED +
      gathering(products * tiles * phases, g.inChannels) +
      product(1, products, products, tiles * depth),
  }
  const kernel = { key: `kernel ${names.second}`, time: product(1, products * phases, area(g), weights) }
  const gradientOf = (name: string) => ({
    key: `gradient ${name}`,
    time:
      resultsOf(g) * g.outChannels * COPIED +
      gathering(outputs * tiles, g.outChannels) +
      product(1, products, outputs, tiles * g.outChannels),
  })
  switch (kind) {
    case 'convolution': {
      const collected = product(1, outputs, products, tiles * g.outChannels) + gathering(resultsOf(g), g.outChannels)
      return [image, kernel, { key: own, time: product(products, tiles, depth, g.outChannels) + collected }]
    }
    case 'convolution-kernel': {
      const collected = product(1, area(g), products * phases, weights)
      const time = product(products, depth, tiles, g.outChannels) + collected
      return [image, gradientOf(names.second), { key: own, time }]
    }
    case 'convolution-input': {
      if (t.imageGradient === 'overlaps') {
        const [high, wide] = [overlapOf(t.rows), overlapOf(t.columns)]
        const sources = high.sources.length * wide.sources.length
        const count = g.batch * high.tiles * wide.tiles
        const collected =
          gathering(sources * count, depth) +
          product(1, outputs, sources, count * depth) +
          gathering(pixels, g.inChannels)
        const time = product(products, tiles, g.outChannels, depth) + collected
        return [kernel, gradientOf(names.first), { key: own, time }]
      }
      const parts = products * phases
      const imageTiles = g.batch * t.rows.imageTiles * t.columns.imageTiles
      const window = windowOf(t.rows).length * windowOf(t.columns).length
      const moved =
        resultsOf(g) * g.outChannels * COPIED +
        gathering(window * imageTiles, g.outChannels) +
        product(1, parts, window, imageTiles * g.outChannels)
      const collected =
        product(1, outputs, products, phases * imageTiles * g.inChannels) + gathering(pixels, g.inChannels)
      const time = moved + product(parts, imageTiles, g.outChannels, g.inChannels) + collected
      return [kernel, { key: own, time }]
    }
  }
}
