import type { Initialiser, WeightSpec } from '../layer'
import type { Dialect, KerasObject } from './graph'

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

type Fans = Pick<WeightSpec, 'fanIn' | 'fanOut'>

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

const made = (className: string, config: KerasObject['config'] = {}): KerasObject => ({ className, config })

/**
 * How Keras draws a weight as the studio does. `counted`: Keras counts the weight's fans as the studio does, which holds for
 * kernels; elsewhere the numbers themselves are written. So they are for TF.js where it would cut off a normal distribution.
 */
export function kerasInitialiser(
  { initialiser, fanIn, fanOut }: Pick<WeightSpec, 'initialiser'> & Fans,
  dialect: Dialect,
  counted: boolean,
): KerasObject {
  switch (initialiser.type) {
    case 'constant':
      if (initialiser.value === 0) return made('Zeros')
      return initialiser.value === 1 ? made('Ones') : made('Constant', { value: initialiser.value })
    case 'normal':
      return made('RandomNormal', { mean: initialiser.mean, stddev: initialiser.deviation })
    case 'orthogonal':
      return made('Orthogonal', { gain: initialiser.gain })
    case 'uniform-fan-in':
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal': {
      const scaling = scalings[initialiser.type]
      const uniform = scaling.distribution === 'uniform'
      if (counted && (uniform || dialect === 'keras')) return made('VarianceScaling', { ...scaling })
      const deviation = Math.sqrt(varianceOf(scaling, { fanIn, fanOut }))
      const bound = Math.sqrt(3) * deviation
      return uniform
        ? made('RandomUniform', { minval: -bound, maxval: bound })
        : made('RandomNormal', { mean: 0, stddev: deviation })
    }
  }
}
