import { hasShortcut, type ResidualBlockSpec } from '@shared/architecture/layers/residual-block'
import { add, relu, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../../compute/engine'
import type { LayerContext, LayerImplementation } from '../layer'
import { only } from '../layer'
import { batchNormalisation } from './batch-normalisation'
import { conv2d } from './conv2d'
import { instanceNormalisation } from './instance-normalisation'
import { layerNormalisation } from './layer-normalisation'
import { pooling } from './pooling'
import { upsample } from './upsample'

const EPSILON = 1e-5
const constant = { type: 'constant', value: 0 } as const

/** The weights of one part of the block, by the names that the part knows. */
const weightsOf = (weights: Tensors, part: string): Tensors =>
  Object.fromEntries(
    Object.entries(weights).flatMap(([name, value]) =>
      name.startsWith(`${part}-`) ? [[name.slice(part.length + 1), value]] : [],
    ),
  )

const renamed = (updates: Tensors, part: string): Tensors =>
  Object.fromEntries(Object.entries(updates).map(([name, value]) => [`${part}-${name}`, value]))

/** Applies the parts of a block and collects what they update. */
class Parts {
  readonly updates: Record<string, Tensor> = {}

  constructor(
    private readonly layer: ResidualBlockSpec,
    private readonly weights: Tensors,
    private readonly context: LayerContext,
  ) {}

  normalise(x: Tensor, part: string): Tensor {
    const [inputs, weights] = [[x], weightsOf(this.weights, part)]
    switch (this.layer.normalisation) {
      case 'none':
        return x
      case 'batch': {
        const spec = {
          type: 'batch-normalisation',
          momentum: 0.1,
          epsilon: EPSILON,
          scaleInitialiser: constant,
        } as const
        const { output, updates } = batchNormalisation.apply(spec, inputs, weights, this.context)
        Object.assign(this.updates, renamed(updates, part))
        return output
      }
      case 'instance': {
        const spec = { type: 'instance-normalisation', epsilon: EPSILON, affine: true } as const
        return instanceNormalisation.apply(spec, inputs, weights, this.context).output
      }
      case 'layer': {
        const spec = { type: 'layer-normalisation', epsilon: EPSILON } as const
        return layerNormalisation.apply(spec, inputs, weights, this.context).output
      }
    }
  }

  convolve(x: Tensor, part: string, kernel: 1 | 3): Tensor {
    const { filters, initialiser, spectralNormalisation } = this.layer
    const spec = {
      type: 'conv2d',
      filters,
      kernel,
      stride: 1,
      padding: (kernel - 1) / 2,
      bias: true,
      initialiser,
      biasInitialiser: constant,
      spectralNormalisation,
    } as const
    const { output, updates } = conv2d.apply(spec, [x], weightsOf(this.weights, part), this.context)
    Object.assign(this.updates, renamed(updates, part))
    return output
  }

  raised(x: Tensor): Tensor {
    if (this.layer.resample !== 'up') return x
    return upsample.apply({ type: 'upsample', factor: 2 }, [x], {}, this.context).output
  }

  lowered(x: Tensor): Tensor {
    if (this.layer.resample !== 'down') return x
    const spec = { type: 'pooling', kind: 'average', kernel: 2, stride: 2, padding: 0 } as const
    return pooling.apply(spec, [x], {}, this.context).output
  }
}

export const residualBlock: LayerImplementation<ResidualBlockSpec> = {
  mixesSamples: ({ normalisation }) => normalisation === 'batch',
  apply(layer, inputs, weights, context) {
    const x = only(inputs)
    const parts = new Parts(layer, weights, context)
    const first = parts.convolve(parts.raised(relu(parts.normalise(x, 'before'))), 'first', 3)
    const second = parts.lowered(parts.convolve(relu(parts.normalise(first, 'between')), 'second', 3))
    const around = hasShortcut(layer, x.shape.at(-1) ?? 0)
      ? parts.lowered(parts.convolve(parts.raised(x), 'around', 1))
      : x
    return { output: add(second, around), updates: parts.updates }
  },
}
