import type { Shape, WeightSpec } from '../layer'

/** A learned scale of 1 and offset of 0 for each channel. */
export function affine(inputs: readonly Shape[]): WeightSpec[] {
  const channels = inputs[0]?.at(-1) ?? 0
  const fans = { shape: [channels], fanIn: channels, fanOut: channels, trainable: true }
  return [
    { name: 'scale', initialiser: { type: 'constant', value: 1 }, ...fans },
    { name: 'offset', initialiser: { type: 'constant', value: 0 }, ...fans },
  ]
}
