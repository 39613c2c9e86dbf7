import type { Shape, WeightSpec } from '../layer'
import { hasShortcut, type ResidualBlockSpec } from '../layers/residual-block'
import type { KerasBuilder } from './builder'
import type { KerasSettings } from './graph'
import { batchNormalised, padded, sampleNormalised, weighted } from './parts'

interface Block {
  readonly name: string
  readonly from: string
  readonly weights: readonly WeightSpec[]
  readonly layer: ResidualBlockSpec
  /** Shape of its input. */
  readonly shape: Shape
  readonly output: Shape
}

const EPSILON = 1e-5
const MOMENTUM = 0.1

/** What a block consists of, written one after the other. */
class Parts {
  constructor(
    private readonly builder: KerasBuilder,
    private readonly block: Block,
  ) {}

  #part(name: string, from: string) {
    const { weights, name: block } = this.block
    const own = weights.flatMap((weight) =>
      weight.name.startsWith(`${name}-`) ? [{ ...weight, name: weight.name.slice(name.length + 1) }] : [],
    )
    return { place: 'beside', name: `${block}_${name}`, prefix: `${block}/${name}-`, from, weights: own } as const
  }

  #plain(name: string, className: string, config: KerasSettings, from: string): string {
    return this.builder.beside({ name: `${this.block.name}_${name}`, className, config, inputs: [from] })
  }

  normalise(name: 'before' | 'between', from: string, shape: Shape): string {
    const part = this.#part(name, from)
    const { normalisation } = this.block.layer
    switch (normalisation) {
      case 'none':
        return from
      case 'batch':
        return batchNormalised(this.builder, part, MOMENTUM, EPSILON)
      case 'instance':
      case 'layer':
        return sampleNormalised(this.builder, part, { kind: normalisation, epsilon: EPSILON, shape })
    }
  }

  relu(name: string, from: string): string {
    return this.#plain(`${name}_relu`, 'Activation', { activation: 'relu' }, from)
  }

  convolve(name: 'first' | 'second' | 'around', kernel: 1 | 3, from: string): string {
    const part = this.#part(name, padded(this.builder, `${this.block.name}_${name}`, (kernel - 1) / 2, from))
    const { filters } = this.block.layer
    const config = { filters, kernel_size: [kernel, kernel], strides: [1, 1], padding: 'valid' }
    return weighted(this.builder, part, 'Conv2D', config)
  }

  raised(name: string, from: string): string {
    if (this.block.layer.resample !== 'up') return from
    return this.#plain(`${name}_up`, 'UpSampling2D', { size: [2, 2], interpolation: 'nearest' }, from)
  }

  lowered(name: string, from: string): string {
    if (this.block.layer.resample !== 'down') return from
    const config = { pool_size: [2, 2], strides: [2, 2], padding: 'valid' }
    return this.#plain(`${name}_down`, 'AveragePooling2D', config, from)
  }
}

/** A residual block as the layers that it stands for; the sum at its end has its name. */
export function residual(builder: KerasBuilder, block: Block): string {
  const { name, from, layer, shape, output } = block
  const parts = new Parts(builder, block)
  const [height = 1, width = 1] = layer.resample === 'up' ? output : shape
  const raised = parts.raised('first', parts.relu('before', parts.normalise('before', from, shape)))
  const one = parts.convolve('first', 3, raised)
  const active = parts.relu('between', parts.normalise('between', one, [height, width, layer.filters]))
  const two = parts.lowered('second', parts.convolve('second', 3, active))
  const around = hasShortcut(layer, shape[2] ?? 0)
    ? parts.lowered('around', parts.convolve('around', 1, parts.raised('around', from)))
    : from
  return builder.main({ name, className: 'Add', inputs: [two, around] })
}
