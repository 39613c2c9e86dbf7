import { sizeOf, type WeightSpec } from '../layer'
import { type Fans, scalings, varianceOf } from '../scaling'
import type { Dialect, KerasObject } from './graph'

const made = (className: string, config: KerasObject['config'] = {}): KerasObject => ({ className, config })

/**
 * How Keras draws a weight as the studio does. `counted`: Keras counts the weight's fans as the studio does, which holds for
 * kernels; elsewhere the numbers themselves are written. So they are for TF.js where it would cut off a normal distribution. Keras
 * has no orthogonal vectors: a normal distribution with the variance of their values stands for them.
 */
export function kerasInitialiser(
  weight: Pick<WeightSpec, 'initialiser' | 'shape'> & Fans,
  dialect: Dialect,
  counted: boolean,
): KerasObject {
  const { initialiser, shape } = weight
  switch (initialiser.type) {
    case 'constant':
      if (initialiser.value === 0) return made('Zeros')
      return initialiser.value === 1 ? made('Ones') : made('Constant', { value: initialiser.value })
    case 'normal':
      return made('RandomNormal', { mean: initialiser.mean, stddev: initialiser.deviation })
    case 'orthogonal':
      return shape.length > 1
        ? made('Orthogonal', { gain: initialiser.gain })
        : made('RandomNormal', { mean: 0, stddev: initialiser.gain / Math.sqrt(sizeOf(shape)) })
    case 'uniform-fan-in':
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal': {
      const scaling = scalings[initialiser.type]
      const uniform = scaling.distribution === 'uniform'
      if (counted && (uniform || dialect === 'keras')) return made('VarianceScaling', { ...scaling })
      const deviation = Math.sqrt(varianceOf(scaling, weight))
      const bound = Math.sqrt(3) * deviation
      return uniform
        ? made('RandomUniform', { minval: -bound, maxval: bound })
        : made('RandomNormal', { mean: 0, stddev: deviation })
    }
  }
}
