import { type Initialiser, type Shape, sizeOf } from '../layer'
import type { ActivationFunction } from '../layers/activation'
import type { PlacedLayer } from '../network-analysis'

/** A layer in Python: what it owns, and the expression of its output. */
export interface PythonLayer {
  /** The module that it owns; undefined if it has none. */
  readonly module: string | undefined
  /** Lines that bring its weights to where they start, given the module. */
  readonly start: readonly string[]
  readonly output: string
}

const flag = (value: boolean): string => (value ? 'True' : 'False')
/** A number as Python reads it. */
const decimal = (value: number): string => String(value)

/** The line that draws a weight; undefined where PyTorch draws it that way by itself. */
function drawn(tensor: string, initialiser: Initialiser): string | undefined {
  switch (initialiser.type) {
    case 'constant':
      return `nn.init.constant_(${tensor}, ${decimal(initialiser.value)})`
    case 'normal':
      return `nn.init.normal_(${tensor}, ${decimal(initialiser.mean)}, ${decimal(initialiser.deviation)})`
    case 'uniform-fan-in':
      return undefined
    case 'glorot-uniform':
      return `nn.init.xavier_uniform_(${tensor})`
    case 'glorot-normal':
      return `nn.init.xavier_normal_(${tensor})`
    case 'he-uniform':
      return `nn.init.kaiming_uniform_(${tensor}, nonlinearity="relu")`
    case 'he-normal':
      return `nn.init.kaiming_normal_(${tensor}, nonlinearity="relu")`
    case 'orthogonal':
      return `nn.init.orthogonal_(${tensor}, ${decimal(initialiser.gain)})`
  }
}

interface Weighted {
  readonly spectralNormalisation?: boolean | undefined
  readonly bias: boolean
  readonly initialiser: Initialiser
  readonly biasInitialiser: Initialiser
}

/** Where the numbers of a weight are: spectral normalisation keeps them in a parametrization. */
const weightOf = (module: string, spectral: boolean | undefined): string =>
  spectral ? `${module}.parametrizations.weight.original` : `${module}.weight`

const starts = (name: string, { bias, initialiser, biasInitialiser, spectralNormalisation }: Weighted): string[] =>
  [
    drawn(weightOf(`self.${name}`, spectralNormalisation), initialiser),
    bias ? drawn(`self.${name}.bias`, biasInitialiser) : undefined,
  ].filter((line) => line !== undefined)

const spectral = (module: string, on: boolean | undefined): string => (on ? `spectral_norm(${module})` : module)

function activation(f: ActivationFunction, x: string): string {
  switch (f.name) {
    case 'relu':
    case 'elu':
    case 'selu':
    case 'gelu':
    case 'softplus':
      return `F.${f.name}(${x})`
    case 'leaky-relu':
      return `F.leaky_relu(${x}, ${decimal(f.slope)})`
    case 'swish':
      return `F.silu(${x})`
    case 'tanh':
    case 'sigmoid':
      return `torch.${f.name}(${x})`
  }
}

/** A tensor with its values in the studio's order: images with their channels last. */
const channelsLast = (x: string, shape: Shape): string => (shape.length === 3 ? `${x}.permute(0, 2, 3, 1)` : x)

function reshaped(x: string, from: Shape, to: Shape): string {
  const flat = `${channelsLast(x, from)}.reshape(-1, ${to.join(', ')})`
  return to.length === 3 ? `${flat}.permute(0, 3, 1, 2)` : flat
}

const last = (shape: Shape | undefined): number => shape?.at(-1) ?? 0

/** A layer in Python; `name` is its attribute, `inputs` are the variables that it takes. */
export function pythonLayer(
  { node: { layer }, inputShapes, shape }: PlacedLayer,
  name: string,
  inputs: readonly string[],
): PythonLayer {
  const [x = '', second = ''] = inputs
  const [from = []] = inputShapes
  const plain = (output: string): PythonLayer => ({ module: undefined, start: [], output })
  const owning = (module: string, start: readonly string[] = []): PythonLayer => ({
    module,
    start,
    output: `self.${name}(${x})`,
  })
  switch (layer.type) {
    case 'input':
      return plain(layer.source)
    case 'dense': {
      const module = `nn.Linear(${sizeOf(from)}, ${layer.units}, bias=${flag(layer.bias)})`
      return owning(spectral(module, layer.spectralNormalisation), starts(name, layer))
    }
    case 'conv2d':
    case 'conv2d-transpose': {
      const kind = layer.type === 'conv2d' ? 'Conv2d' : 'ConvTranspose2d'
      const { filters, kernel, stride, padding, bias } = layer
      const module = `nn.${kind}(${last(from)}, ${filters}, ${kernel}, stride=${stride}, padding=${padding}, bias=${flag(bias)})`
      return owning(spectral(module, layer.spectralNormalisation), starts(name, layer))
    }
    case 'batch-normalisation': {
      const kind = from.length === 3 ? 'BatchNorm2d' : 'BatchNorm1d'
      const start = drawn(`self.${name}.weight`, layer.scaleInitialiser)
      const module = `nn.${kind}(${last(from)}, eps=${decimal(layer.epsilon)}, momentum=${decimal(layer.momentum)})`
      return owning(module, start === undefined ? [] : [start])
    }
    case 'activation':
      return plain(activation(layer.function, x))
    case 'dropout':
      return owning(`nn.Dropout(${decimal(layer.rate)})`)
    case 'gaussian-noise':
      return plain(`${x} + ${decimal(layer.deviation)} * torch.randn_like(${x}) if self.training else ${x}`)
    case 'reshape':
      return plain(reshaped(x, from, layer.shape))
    case 'flatten':
      return plain(reshaped(x, from, shape))
    case 'upsample':
      return plain(`F.interpolate(${x}, scale_factor=${layer.factor})`)
    case 'residual-block': {
      const { filters, resample, normalisation } = layer
      const settings = `"${resample}", "${normalisation}", spectral=${flag(layer.spectralNormalisation === true)}`
      const parts = ['first', 'second', 'around'].flatMap((part) => {
        const line = drawn(weightOf('part', layer.spectralNormalisation), layer.initialiser)
        return line === undefined ? [] : [`if (part := getattr(self.${name}, "${part}", None)) is not None: ${line}`]
      })
      return owning(`ResidualBlock(${last(from)}, ${filters}, ${settings})`, parts)
    }
    case 'pooling': {
      const { kind, kernel, stride, padding } = layer
      return plain(`F.${kind === 'max' ? 'max' : 'avg'}_pool2d(${x}, ${kernel}, ${stride}, ${padding})`)
    }
    case 'global-pooling':
      return plain(`${x}.${{ average: 'mean', sum: 'sum', max: 'amax' }[layer.kind]}((2, 3))`)
    case 'layer-normalisation':
      return owning(`nn.GroupNorm(1, ${last(from)}, eps=${decimal(layer.epsilon)})`)
    case 'instance-normalisation':
      return owning(`nn.InstanceNorm2d(${last(from)}, eps=${decimal(layer.epsilon)}, affine=${flag(layer.affine)})`)
    case 'add':
      return plain(inputs.join(' + '))
    case 'concatenate':
      return plain(`torch.cat([${inputs.join(', ')}], 1)`)
    case 'embedding': {
      const start = drawn(`self.${name}.weight`, layer.initialiser)
      return owning(`nn.Linear(${sizeOf(from)}, ${layer.units}, bias=False)`, start === undefined ? [] : [start])
    }
    case 'projection': {
      const start = drawn(`self.${name}.weight`, layer.initialiser)
      return {
        module: `nn.Linear(${sizeOf(inputShapes[1] ?? [])}, ${sizeOf(from)}, bias=False)`,
        start: start === undefined ? [] : [start],
        output: `(${x} * self.${name}(${second})).sum(1, keepdim=True)`,
      }
    }
  }
}
