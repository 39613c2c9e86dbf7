import { isKerasObject, type KerasLayer, type KerasNetwork, type KerasSettings, type KerasValue } from './graph'

/** Names that Python, Keras or this file has taken. */
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in ' +
    'is lambda nonlocal not or pass raise return try while with keras layers initializers numpy np load_studio studio print'
  ).split(' '),
)

const literal = (value: string): string => JSON.stringify(value)

function python(value: KerasValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return literal(value)
  if (typeof value === 'number') return String(value)
  if (isKerasObject(value)) {
    const { name, ...config } = value.config
    // Layers have names, initialisers have none.
    return call(`${name === undefined ? 'initializers' : 'layers'}.${value.className}`, config)
  }
  const parts = value.map(python)
  return parts.length === 1 ? `(${parts[0]},)` : `(${parts.join(', ')})`
}

/** Settings that say what Keras does by itself. */
const usual: KerasSettings = { padding: 'valid', use_bias: true, interpolation: 'nearest', normalize: false, offset: 0 }

function call(callee: string, config: KerasSettings, name?: string): string {
  const settings = Object.entries(config).filter(([key, value]) => usual[key] !== value)
  const named = name === undefined ? [] : [`name=${literal(name)}`]
  return `${callee}(${[...settings.map(([key, value]) => `${key}=${python(value)}`), ...named].join(', ')})`
}

/** A variable of its own for each layer. */
function variables(layers: readonly KerasLayer[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set(RESERVED)
  for (const { name } of layers) {
    let variable = name.replaceAll('-', '_')
    while (taken.has(variable)) variable = `${variable}_`
    taken.add(variable)
    names.set(name, variable)
  }
  return names
}

const functionName = (role: string): string => role.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`)

function networkFunction({ name: role, layers, inputs, output }: KerasNetwork): string[] {
  const names = variables(layers)
  const of = (layer: string): string => names.get(layer) ?? layer
  const lines = layers.map(({ name, className, config, inputs: from }) => {
    const { batch_shape: shape, dtype: _dtype, ...rest } = config
    if (className === 'InputLayer') {
      return `${of(name)} = ${call('keras.Input', { shape: Array.isArray(shape) ? shape.slice(1) : [] }, name)}`
    }
    const given = from.length === 1 ? of(from[0] ?? '') : `[${from.map(of).join(', ')}]`
    return `${of(name)} = ${call(`layers.${className}`, rest, name)}(${given})`
  })
  return [
    `def ${functionName(role)}():`,
    ...lines.map((line) => `    ${line}`),
    `    return keras.Model([${inputs.map(of).join(', ')}], ${of(output)}, name=${literal(role)})`,
  ]
}

const table = ({ name: role, layers }: KerasNetwork): string[] => [
  `    ${literal(role)}: {`,
  ...layers.flatMap(({ name, weights }) =>
    weights.length === 0
      ? []
      : [
          `        ${literal(name)}: (${weights.map((weight) => literal(`${role}/${weight}`)).join(', ')}${weights.length === 1 ? ',' : ''}),`,
        ],
  ),
  '    },',
]

const load = `def load_studio(model, tensors):
    """Copies a studio checkpoint into a model. tensors: a dict of arrays such as {"generator/project/kernel": ...}."""
    for name, keys in STUDIO[model.name].items():
        layer = model.get_layer(name)
        values = {key.split("/")[-1].split("-")[-1]: np.asarray(tensors[key]) for key in keys}
        singular = values.pop("singular", None)
        if singular is not None:
            # Keras keeps the kernel as it was divided, the studio divides it in each pass.
            kernel = values["kernel"]
            transposed = isinstance(layer.layer, layers.Conv2DTranspose)
            matrix = (np.moveaxis(kernel, 2, -1) if transposed else kernel).reshape(-1, singular.size)
            values["kernel"] = kernel / np.linalg.norm(matrix @ singular)
            if layer.vector_u.shape[1] == singular.size:
                layer.vector_u.assign(singular.reshape(1, -1))
            layer = layer.layer
        layer.set_weights([value.reshape(own.shape) for value, own in zip(values.values(), layer.get_weights())])
`

/**
 * The networks as a Python file for Keras 3, a function each. Images are [batch, height, width, channels], labels one-hot. Each model
 * has as many parameters as the studio’s network, its initialisers, and with `load_studio` a checkpoint’s weights.
 */
export function kerasCode(name: string, networks: readonly KerasNetwork[]): string {
  return [
    `"""${name.replaceAll('\\', '').replaceAll('"', '')}: networks exported from GAN Studio."""`,
    '',
    'import keras',
    'import numpy as np',
    'from keras import initializers, layers',
    '',
    '# The weights of each layer by their names in the studio, in the order in which Keras keeps them.',
    'STUDIO = {',
    ...networks.flatMap(table),
    '}',
    '',
    '',
    ...networks.flatMap((network) => [...networkFunction(network), '', '']),
    load,
  ].join('\n')
}
