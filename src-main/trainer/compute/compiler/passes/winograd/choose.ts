import type { Convolution, Geometry, Node } from '../../graph'
import { type Axis, axesOf, overlapsLittle, tapsOf, tilingOf } from './axis'
import { mostOutputs } from './coefficients'
import { directSteps, type Names, type Step, tiledSteps } from './cost'
import type { Tilings } from './transforms'

/** A convolution, or one of its gradients, in a graph. */
export interface ConvolutionNode {
  readonly operation: Convolution
  readonly inputs: readonly [Node, Node]
}

/** Larger tiles save more multiplications, and lose more digits. */
const LARGEST_TILE = 4

function sizesOf(axis: Axis): readonly number[] {
  const taps = tapsOf(axis)
  const most = taps === 1 ? 1 : Math.min(LARGEST_TILE, mostOutputs(taps), axis.out)
  return Array.from({ length: Math.max(most, 0) }, (_, i) => i + 1)
}

/** All ways to cut the convolutions of a geometry into tiles that save multiplications. */
function candidates(g: Geometry): readonly Tilings[] {
  const axes = axesOf(g)
  if (axes === undefined) return []
  const found: Tilings[] = []
  for (const high of sizesOf(axes.rows)) {
    for (const wide of sizesOf(axes.columns)) {
      if (high * wide === 1) continue
      const both = { rows: tilingOf(axes.rows, high), columns: tilingOf(axes.columns, wide) }
      found.push({ ...both, imageGradient: 'windows' })
      if (overlapsLittle(both.rows) && overlapsLittle(both.columns)) found.push({ ...both, imageGradient: 'overlaps' })
    }
  }
  return found
}

/** Time of all steps, those with equal keys once. */
function timeOf(steps: readonly Step[]): number {
  const times = new Map(steps.map(({ key, time }) => [key, time]))
  return [...times.values()].reduce((sum, time) => sum + time, 0)
}

interface Named {
  readonly operation: Convolution
  readonly names: Names
}

/** The fastest choice for all convolutions of one geometry, which share what they compute from equal inputs. */
function fastest(group: readonly Named[], geometry: Geometry): ReadonlyMap<Convolution, Tilings> {
  const kinds = [...new Set(group.map(({ operation }) => operation.kind))]
  const direct = group.flatMap(({ operation, names }) => directSteps(operation, names))
  let best: { readonly time: number; readonly tiled: ReadonlyMap<Convolution, Tilings> } = {
    time: timeOf(direct),
    tiled: new Map(),
  }
  for (const tilings of candidates(geometry)) {
    for (let subset = 1; subset < 2 ** kinds.length; subset++) {
      const inTiles = ({ operation }: Named) => Math.floor(subset / 2 ** kinds.indexOf(operation.kind)) % 2 === 1
      const steps = group.flatMap((one) =>
        inTiles(one) ? tiledSteps(one.operation, tilings, one.names) : directSteps(one.operation, one.names),
      )
      const time = timeOf(steps)
      if (time < best.time) {
        best = { time, tiled: new Map(group.filter(inTiles).map(({ operation }) => [operation, tilings])) }
      }
    }
  }
  return best.tiled
}

/** Chooses by estimated time: tiles of one size for all convolutions of one geometry, or the direct form. */
export function chooseTilings(convolutions: readonly ConvolutionNode[]): ReadonlyMap<Convolution, Tilings> {
  const ids = new Map<Node, string>()
  const nameOf = (node: Node) => {
    const name = ids.get(node) ?? String(ids.size)
    ids.set(node, name)
    return name
  }
  const groups = new Map<string, Named[]>()
  for (const { operation, inputs } of convolutions) {
    const key = JSON.stringify(operation.geometry)
    const named = { operation, names: { first: nameOf(inputs[0]), second: nameOf(inputs[1]) } }
    groups.set(key, [...(groups.get(key) ?? []), named])
  }
  return new Map(
    [...groups.values()].flatMap((group) => {
      const [first] = group
      return first === undefined ? [] : [...fastest(group, first.operation.geometry)]
    }),
  )
}
