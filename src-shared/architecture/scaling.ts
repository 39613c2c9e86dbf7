import type { Initialiser, WeightSpec } from './layer'

/** Variance scaling: the variance is `scale` over the fan that `mode` names (Glorot and Bengio 2010, He et al. 2015). */
export interface Scaling {
  readonly scale: number
  readonly mode: 'fan_in' | 'fan_out' | 'fan_avg'
  readonly distribution: 'uniform' | 'untruncated_normal'
}

type Scaled = Exclude<Initialiser['type'], 'constant' | 'normal' | 'orthogonal'>

/** The initialisers that scale by the inputs and outputs of a weight. */
export const scalings: { readonly [T in Scaled]: Scaling } = {
  'uniform-fan-in': { scale: 1 / 3, mode: 'fan_in', distribution: 'uniform' },
  'glorot-uniform': { scale: 1, mode: 'fan_avg', distribution: 'uniform' },
  'glorot-normal': { scale: 1, mode: 'fan_avg', distribution: 'untruncated_normal' },
  'he-uniform': { scale: 2, mode: 'fan_in', distribution: 'uniform' },
  'he-normal': { scale: 2, mode: 'fan_in', distribution: 'untruncated_normal' },
}

/** Inputs and outputs that meet in one value of a weight. */
export type Fans = Pick<WeightSpec, 'fanIn' | 'fanOut'>

/** The variance that a scaling gives a weight. */
export function varianceOf({ scale, mode }: Pick<Scaling, 'scale' | 'mode'>, { fanIn, fanOut }: Fans): number {
  switch (mode) {
    case 'fan_in':
      return scale / fanIn
    case 'fan_out':
      return scale / fanOut
    case 'fan_avg':
      return (2 * scale) / (fanIn + fanOut)
  }
}
