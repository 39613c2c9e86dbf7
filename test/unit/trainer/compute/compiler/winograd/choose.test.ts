import { describe, expect, it } from 'vitest'
import * as b from '../../../../../../src-main/trainer/compute/compiler/build'
import type { Convolution, Geometry, Node } from '../../../../../../src-main/trainer/compute/compiler/graph'
import { chooseTilings } from '../../../../../../src-main/trainer/compute/compiler/passes/winograd/choose'

/** A convolution with kernel 4, stride 2 and padding 1. */
const halving = (batch: number, size: number, inChannels: number, outChannels: number): Geometry => ({
  ...{ batch, inHeight: size, inWidth: size, inChannels, outHeight: size / 2, outWidth: size / 2, outChannels },
  ...{ kernelHeight: 4, kernelWidth: 4, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
  ...{ top: 1, left: 1, bottom: 1, right: 1 },
})
const image = (g: Geometry): Node => b.input('image', [g.batch, g.inHeight, g.inWidth, g.inChannels], 'float32')
const other = b.input('other', [1], 'float32')

/** Height and width of the tiles that are chosen for a convolution alone; undefined for the direct form. */
function tilesFor(geometry: Geometry, kind: Convolution['kind'] = 'convolution'): readonly number[] | undefined {
  const operation: Convolution = { kind, geometry }
  const tilings = chooseTilings([{ operation, inputs: [image(geometry), other] }]).get(operation)
  return tilings && [tilings.rows.filtering.outputs, tilings.columns.filtering.outputs]
}

const unlimited = { ...halving(32, 32, 128, 256) }

describe('the choice of tiles', () => {
  it('is tiles where many channels meet many pixels', () => {
    expect(tilesFor(unlimited)).toEqual([4, 4])
    expect(tilesFor(unlimited, 'convolution-input')).toEqual([4, 4])
    expect(tilesFor(unlimited, 'convolution-kernel')).toEqual([4, 4])
  })

  it('is smaller tiles where the kernel is larger than the images', () => {
    const [height = 0, width = 0] = tilesFor(halving(32, 8, 512, 1024)) ?? []
    expect(height * width).toBeGreaterThan(1)
    expect(height * width).toBeLessThan(16)
  })

  it('is the direct form for few channels, single pixels and kernels without overlap', () => {
    expect(tilesFor(halving(64, 28, 1, 64))).toBeUndefined()
    expect(tilesFor({ ...halving(64, 4, 512, 1), outHeight: 1, outWidth: 1, top: 0, left: 0 })).toBeUndefined()
    expect(tilesFor({ ...unlimited, kernelHeight: 2, kernelWidth: 2, top: 0, left: 0 })).toBeUndefined()
  })

  it('is the direct form where the convolution is dilated', () => {
    expect(tilesFor({ ...unlimited, dilationHeight: 2, outHeight: 14 })).toBeUndefined()
  })

  it('is one size of tiles for a convolution and its gradients, so that they share what they compute', () => {
    const x = image(unlimited)
    const kinds = ['convolution', 'convolution-input', 'convolution-kernel'] as const
    const nodes = kinds.map((kind) => ({ operation: { kind, geometry: unlimited }, inputs: [x, other] as const }))
    const chosen = chooseTilings(nodes)
    expect(new Set(nodes.map(({ operation }) => chosen.get(operation))).size).toBe(1)
    expect(chosen.size).toBe(3)
  })
})
