import { formatShape, type Shape } from '../../layer'
import type { LayerSpec } from '../../layers/registry'

/** A layer with one thing set otherwise, and that in words. */
export interface Variant {
  readonly title: string
  readonly layer: LayerSpec
}

const strides = [1, 2, 3, 4]

/** Kernels and paddings with which a stride divides or multiplies a size exactly, plain ones first. */
const windows = [
  { kernel: 3, stride: 1, padding: 1 },
  { kernel: 4, stride: 2, padding: 1 },
  { kernel: 1, stride: 1, padding: 0 },
]

/** The settings of a layer that could bring its output to another shape, each changed by itself. */
export function variantsOf(layer: LayerSpec, input: Shape | undefined, end: Shape): readonly Variant[] {
  const channels = end.at(-1) ?? 1
  switch (layer.type) {
    case 'dense':
      return end.length === 1 ? [{ title: `set ${channels} units`, layer: { ...layer, units: channels } }] : []
    case 'conv2d':
    case 'conv2d-transpose':
      return [
        ...(end.length === 3 || channels === 1
          ? [{ title: `set ${channels} filters`, layer: { ...layer, filters: channels } }]
          : []),
        ...strides.map((stride) => ({ title: `set stride ${stride}`, layer: { ...layer, stride } })),
        ...[0, 1, 2, 3].map((padding) => ({ title: `set padding ${padding}`, layer: { ...layer, padding } })),
        ...(input?.length === 3
          ? [1, 3, 4, 5, input[0] ?? 1].map((kernel) => ({
              title: `set kernel ${kernel}`,
              layer: { ...layer, kernel },
            }))
          : []),
        ...windows.map((window) => ({
          title: `set kernel ${window.kernel}, stride ${window.stride}, padding ${window.padding}`,
          layer: { ...layer, ...window },
        })),
      ]
    case 'pooling':
      return [
        ...strides.map((stride) => ({ title: `set stride ${stride}`, layer: { ...layer, stride } })),
        ...[2, 3, 4].map((kernel) => ({ title: `set kernel ${kernel}`, layer: { ...layer, kernel } })),
        { title: 'set padding 0', layer: { ...layer, padding: 0 } },
      ]
    case 'upsample':
      return [2, 3, 4, 8].map((factor) => ({ title: `set factor ${factor}`, layer: { ...layer, factor } }))
    case 'residual-block':
      return [
        ...(['same', 'up', 'down'] as const).map((resample) => ({
          title: `set size ${resample}`,
          layer: { ...layer, resample },
        })),
        { title: `set ${channels} filters`, layer: { ...layer, filters: channels } },
      ]
    case 'reshape':
      return [{ title: `set shape ${formatShape(end)}`, layer: { ...layer, shape: [...end] } }]
    case 'input':
    case 'batch-normalisation':
    case 'activation':
    case 'dropout':
    case 'flatten':
    case 'global-pooling':
    case 'layer-normalisation':
    case 'instance-normalisation':
    case 'gaussian-noise':
    case 'add':
    case 'concatenate':
    case 'embedding':
    case 'projection':
      return []
  }
}
