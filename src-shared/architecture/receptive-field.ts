import { sizeOf } from './layer'
import type { NetworkAnalysis, PlacedLayer } from './network-analysis'

/** How much of a network's input one value of a layer depends on, in pixels a side; `jump` is how far the next value's part is. */
export interface ReceptiveField {
  readonly size: number
  readonly jump: number
}

const window = ({ size, jump }: ReceptiveField, kernel: number, stride: number): ReceptiveField => ({
  size: size + (kernel - 1) * jump,
  jump: jump * stride,
})

function after({ node: { layer }, inputShapes }: PlacedLayer, before: ReceptiveField): ReceptiveField {
  switch (layer.type) {
    case 'conv2d':
    case 'pooling':
      return window(before, layer.kernel, layer.stride)
    case 'conv2d-transpose':
      // Each value comes from ⌈kernel / stride⌉ values of the input.
      return {
        size: before.size + (Math.ceil(layer.kernel / layer.stride) - 1) * before.jump,
        jump: before.jump / layer.stride,
      }
    case 'upsample':
      return { size: before.size, jump: before.jump / layer.factor }
    case 'residual-block': {
      const raised = layer.resample === 'up' ? { ...before, jump: before.jump / 2 } : before
      const convolved = window(window(raised, 3, 1), 3, 1)
      return layer.resample === 'down' ? window(convolved, 2, 2) : convolved
    }
    case 'dense':
    case 'flatten':
    case 'reshape':
    case 'global-pooling': {
      const [height = 1, width = 1] = inputShapes[0]?.length === 3 ? inputShapes[0] : []
      const side = Math.max(height, width)
      return { size: before.size + (side - 1) * before.jump, jump: before.jump * side }
    }
    case 'input':
    case 'batch-normalisation':
    case 'activation':
    case 'dropout':
    case 'layer-normalisation':
    case 'instance-normalisation':
    case 'gaussian-noise':
    case 'add':
    case 'concatenate':
    case 'embedding':
    case 'projection':
      return before
  }
}

/**
 * The receptive field of every layer that the image comes to, by name (Araujo et al. 2019); the largest where paths meet. It is
 * counted without padding, so it may be larger than the image. Normalisations count as functions of each value, as is usual,
 * although their statistics come from further away.
 */
export function receptiveFields({ layers }: NetworkAnalysis): ReadonlyMap<string, ReceptiveField> {
  const fields = new Map<string, ReceptiveField>()
  for (const placed of layers) {
    const { node } = placed
    if (node.layer.type === 'input') {
      if (node.layer.source === 'image' && sizeOf(placed.shape) > 1) fields.set(node.name, { size: 1, jump: 1 })
      continue
    }
    const sources = node.inputs.flatMap((input) => fields.get(input) ?? [])
    const [first, ...rest] = sources
    if (first === undefined) continue
    const widest = rest.reduce((a, b) => (b.size > a.size ? b : a), first)
    fields.set(node.name, after(placed, widest))
  }
  return fields
}
