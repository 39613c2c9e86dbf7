import {
  type Dialect,
  isKerasObject,
  type KerasLayer,
  type KerasNetwork,
  type KerasObject,
  type KerasValue,
} from './graph'
import { ORIGIN, type Origin } from './origin'

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

const moduleOf = (className: string): string =>
  /^(Zeros|Ones|Constant|Random|VarianceScaling|Orthogonal)/.test(className) ? 'keras.initializers' : 'keras.layers'

/** Keras 3 finds a class by its module; its predecessors and TF.js know it by its name. */
const object = ({ className, config }: KerasObject, dialect: Dialect): { [key: string]: Json } => ({
  ...(dialect === 'keras' ? { module: moduleOf(className) } : {}),
  class_name: className,
  config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, json(value, dialect)])),
  ...(dialect === 'keras' ? { registered_name: null } : {}),
})

function json(value: KerasValue, dialect: Dialect): Json {
  if (typeof value !== 'object' || value === null) return value
  return isKerasObject(value) ? object(value, dialect) : value.map((one) => json(one, dialect))
}

const layer = ({ name, className, config, inputs }: KerasLayer, dialect: Dialect): Json => ({
  ...object({ className, config: { name, trainable: true, ...config } }, dialect),
  name,
  inbound_nodes: inputs.length === 0 ? [] : [inputs.map((input) => [input, 0, 0, {}])],
})

const functional = ({ name, layers, inputs, output }: KerasNetwork, dialect: Dialect) => ({
  name,
  trainable: true,
  layers: layers.map((one) => layer(one, dialect)),
  input_layers: inputs.map((input) => [input, 0, 0]),
  output_layers: [[output, 0, 0]],
})

/** The model as JSON for `keras.models.model_from_json` of Keras 3. It has no weights. With its origin, the studio reads more of it. */
export function kerasJson(network: KerasNetwork, origin?: Origin): string {
  const { name, ...config } = functional(network, 'keras')
  const document = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: { name, ...config },
    registered_name: 'Functional',
    ...(origin === undefined ? {} : { [ORIGIN]: origin }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

/**
 * The model as the `model.json` of a TF.js layers model. It has no weights: they are initialised anew. With its origin, the studio reads
 * more of it.
 */
export function tfjsJson(network: KerasNetwork, origin?: Origin): string {
  const document = {
    format: 'layers-model',
    generatedBy: 'GAN Studio',
    convertedBy: null,
    modelTopology: {
      keras_version: '2.15.0',
      backend: 'tensorflow',
      model_config: { class_name: 'Functional', config: functional(network, 'tfjs') },
    },
    weightsManifest: [],
    ...(origin === undefined ? {} : { userDefinedMetadata: { [ORIGIN]: origin } }),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
