import type { LayerNode } from './spec'

/** Size of a layer's card and the space around it, in pixels at zoom 1. */
export const card = { width: 264, height: 52, gapX: 24, gapY: 24 } as const

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where the cards of a network are; each point is a top left corner, all at least 0. */
export interface Placement {
  readonly at: ReadonlyMap<string, Point>
  readonly width: number
  readonly height: number
}

/** Something in a row of the layout: a card, or a connection that passes by. */
interface Item {
  /** Undefined for a connection that passes by. */
  readonly name: string | undefined
  readonly width: number
  /** How strongly it holds to its place. */
  readonly weight: number
  readonly above: Item[]
  readonly below: Item[]
  /** Where its middle is, and where it would be for its neighbours alone. */
  x: number
  wanted: number
}

const PASSING = { width: 16, weight: 0.05 } as const
/** More connections that pass by than this are left out: they would cost more than a frame. */
const MOST_PASSING = 3000

const pitch = card.height + card.gapY

/** The row of each layer: below all that it takes. Inputs stand right above the first layer that takes them. */
function rowsOf(layers: readonly LayerNode[]): ReadonlyMap<string, number> {
  const byName = new Map(layers.map((node) => [node.name, node]))
  const rows = new Map<string, number>()
  const open = new Set<string>()
  const settle = (first: string): void => {
    // A stack of its own: a chain of 2,000 layers is deeper than calls may go.
    const stack = [first]
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const inputs = byName.get(name)?.inputs ?? []
      const missing = inputs.find(
        (input) => !rows.has(input) && !open.has(input) && byName.has(input) && input !== name,
      )
      if (missing !== undefined && !rows.has(name)) {
        open.add(name)
        stack.push(missing)
        continue
      }
      let above = -1
      for (const input of inputs) if (input !== name) above = Math.max(above, rows.get(input) ?? -1)
      rows.set(name, above + 1)
      stack.pop()
    }
  }
  for (const { name } of layers) if (!rows.has(name)) settle(name)
  const first = new Map<string, number>()
  for (const { name, inputs } of layers) {
    for (const input of inputs)
      first.set(input, Math.min(first.get(input) ?? Number.POSITIVE_INFINITY, rows.get(name) ?? 0))
  }
  for (const { name, inputs } of layers) {
    const below = first.get(name)
    if (inputs.length === 0 && below !== undefined) rows.set(name, Math.max(0, below - 1))
  }
  return rows
}

/**
 * Brings the items of a row as near to their wanted places as they can be side by side, in their order: the exact least squares,
 * by pooling neighbours that would overlap (Ayer et al. 1955).
 */
function spread(row: readonly Item[]): void {
  // Neighbours that are pooled: how many, and where they want to be with their weight.
  const counts: number[] = []
  const sums: number[] = []
  const weights: number[] = []
  const offsets: number[] = []
  let offset = 0
  let before: Item | undefined
  for (const item of row) {
    if (before) offset += (before.width + item.width) / 2 + card.gapX
    offsets.push(offset)
    before = item
    let [sum, weight, count] = [(item.wanted - offset) * item.weight, item.weight, 1]
    for (let last = counts.length - 1; last >= 0; last--) {
      const [otherSum = 0, otherWeight = 1] = [sums[last], weights[last]]
      if (otherSum / otherWeight <= sum / weight) break
      sum = otherSum + sum
      weight = otherWeight + weight
      count = (counts.pop() ?? 0) + count
      sums.pop()
      weights.pop()
    }
    counts.push(count)
    sums.push(sum)
    weights.push(weight)
  }
  let [pool, left] = [-1, 0]
  let place = 0
  for (let i = 0; i < row.length; i++, left--) {
    if (left === 0) {
      pool++
      left = counts[pool] ?? 1
      place = (sums[pool] ?? 0) / (weights[pool] ?? 1)
    }
    const item = row[i]
    if (item) item.x = place + (offsets[i] ?? 0)
  }
}

function mean(items: readonly Item[], otherwise: number): number {
  let [weight, sum] = [0, 0]
  for (const item of items) {
    weight += item.weight
    sum += item.x * item.weight
  }
  return weight === 0 ? otherwise : sum / weight
}

const sorted = (row: readonly Item[]): boolean => {
  let last = Number.NEGATIVE_INFINITY
  for (const { wanted } of row) {
    if (wanted < last) return false
    last = wanted
  }
  return true
}

/** Rows of items, with connections over several rows as items of their own in between. */
function rowItems(layers: readonly LayerNode[], rows: ReadonlyMap<string, number>): Item[][] {
  const items = new Map<string, Item>()
  const table: Item[][] = []
  const put = (row: number, name: string | undefined): Item => {
    const { width, weight } = name === undefined ? PASSING : { width: card.width, weight: 1 }
    const item = { name, width, weight, above: [], below: [], x: 0, wanted: 0 }
    const list = table[row] ?? []
    table[row] = list
    list.push(item)
    return item
  }
  for (const { name } of layers) if (!items.has(name)) items.set(name, put(rows.get(name) ?? 0, name))
  let passing = 0
  const join = (above: Item, below: Item): void => {
    above.below.push(below)
    below.above.push(above)
  }
  for (const { name, inputs } of layers) {
    const to = items.get(name)
    for (const input of inputs.length > 1 ? new Set(inputs) : inputs) {
      let from = items.get(input)
      if (!from || !to) continue
      const [start, end] = [rows.get(input) ?? 0, rows.get(name) ?? 0]
      if (passing + end - start > MOST_PASSING) continue
      for (let row = start + 1; row < end; row++, passing++) {
        const between = put(row, undefined)
        join(from, between)
        from = between
      }
      if (end > start) join(from, to)
    }
  }
  return Array.from(table, (row) => row ?? [])
}

/**
 * A layered layout (Sugiyama et al. 1981): every layer in a row below those that it takes its input from, rows ordered by the means of
 * their neighbours, long connections with a lane of their own. Takes less than a millisecond for 300 layers.
 */
export function place(layers: readonly LayerNode[]): Placement {
  const table = rowItems(layers, rowsOf(layers))
  const sweep = (down: boolean): void => {
    const rows = down ? table : [...table].reverse()
    for (const row of rows) {
      const [only] = row
      if (only && row.length === 1) {
        only.x = mean(down ? only.above : only.below, only.x)
        continue
      }
      for (const item of row) item.wanted = mean(down ? item.above : item.below, item.x)
      if (!sorted(row)) row.sort((a, b) => a.wanted - b.wanted)
      spread(row)
    }
  }
  for (const down of [true, false, true]) sweep(down)
  let left = 0
  for (const row of table) for (const { x, width } of row) left = Math.min(left, x - width / 2)
  const at = new Map<string, Point>()
  let [width, height] = [0, 0]
  for (let row = 0; row < table.length; row++) {
    for (const { name, x } of table[row] ?? []) {
      if (name === undefined) continue
      const point = { x: Math.round(x - card.width / 2 - left), y: row * pitch }
      at.set(name, point)
      width = Math.max(width, point.x + card.width)
      height = Math.max(height, point.y + card.height)
    }
  }
  return at.size === 0 ? { at, width: card.width, height: 0 } : { at, width, height }
}
