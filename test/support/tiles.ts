import type { Pass } from '../../src-main/trainer/compute/compiler/graph'
import { filteringBy } from '../../src-main/trainer/compute/compiler/passes/filtering'
import { passes } from '../../src-main/trainer/compute/compiler/passes/registry'
import {
  type Axis,
  axesOf,
  overlapsLittle,
  tapsOf,
  tilingOf,
} from '../../src-main/trainer/compute/compiler/passes/winograd/axis'
import { mostOutputs } from '../../src-main/trainer/compute/compiler/passes/winograd/coefficients'

/** Tiles of `size` for every convolution that can have them: small ones are too fast for the compiler to choose tiles. */
export const tilesEverywhere = (size: number): Pass =>
  filteringBy(
    (convolutions) =>
      new Map(
        convolutions.flatMap(({ operation }) => {
          const axes = axesOf(operation.geometry)
          if (axes === undefined) return []
          const sizeOf = (axis: Axis) => (tapsOf(axis) === 1 ? 1 : Math.min(size, mostOutputs(tapsOf(axis))))
          const [high, wide] = [sizeOf(axes.rows), sizeOf(axes.columns)]
          if (high < 1 || wide < 1) return []
          const [rows, columns] = [tilingOf(axes.rows, high), tilingOf(axes.columns, wide)]
          const imageGradient = overlapsLittle(rows) && overlapsLittle(columns) ? 'overlaps' : 'windows'
          return [[operation, { rows, columns, imageGradient }] as const]
        }),
      ),
  )

/** All passes, with tiles of `size` wherever they are possible. */
export function passesWithTiles(size: number): readonly Pass[] {
  const everywhere = tilesEverywhere(size)
  return passes.map((pass) => (pass.name === everywhere.name ? everywhere : pass))
}
