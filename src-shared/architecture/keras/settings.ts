import type { WeightSpec } from '../layer'
import type { Dialect, KerasSettings } from './graph'
import { kerasInitialiser } from './initialisers'

/** The name of Keras's setting for how a weight is drawn. */
const settings: Readonly<Record<string, string>> = {
  kernel: 'kernel_initializer',
  bias: 'bias_initializer',
  scale: 'gamma_initializer',
  offset: 'beta_initializer',
}

/** How the weights of one Keras layer are drawn, as its settings; those that Keras draws alike by itself are left out. */
export function drawnAs(weights: readonly WeightSpec[], dialect: Dialect): KerasSettings {
  return Object.fromEntries(
    weights.flatMap((weight) => {
      const setting = settings[weight.name]
      if (setting === undefined) return []
      const initialiser = kerasInitialiser(weight, dialect, weight.name === 'kernel')
      const usual = setting === 'gamma_initializer' ? 'Ones' : 'Zeros'
      return initialiser.className === usual && weight.name !== 'kernel' ? [] : [[setting, initialiser]]
    }),
  )
}
