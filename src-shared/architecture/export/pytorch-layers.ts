import { type Shape, sizeOf } from '../layer'
import type { ActivationFunction } from '../layers/activation'
import type { PlacedLayer } from '../network-analysis'
import { decimal, startLines } from './pytorch-start'

/** A layer in Python: what it owns, and the expression of its output. */
export interface PythonLayer {
  /** The module that it owns; undefined if it has none. */
  readonly module: string | undefined
  /** Lines that bring its weights to where they start, given the module. */
  readonly start: readonly string[]
  readonly output: string
}

const flag = (value: boolean): string => (value ? 'True' : 'False')
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

/** A table of numbers with what works on its columns: PyTorch has those second. */
const byColumn = (x: string, shape: Shape, of: (x: string) => string): string =>
  shape.length === 2 ? `${of(`${x}.transpose(1, 2)`)}.transpose(1, 2)` : of(x)

/** A layer in Python; `name` is its attribute, `inputs` are the variables that it takes. */
export function pythonLayer(
  { node: { layer }, inputShapes, shape, weights }: PlacedLayer,
  name: string,
  inputs: readonly string[],
): PythonLayer {
  const [x = '', second = ''] = inputs
  const [from = []] = inputShapes
  const plain = (output: string): PythonLayer => ({ module: undefined, start: [], output })
  const spectral = 'spectralNormalisation' in layer && layer.spectralNormalisation === true
  const start = startLines(`self.${name}`, weights, spectral)
  const owning = (module: string): PythonLayer => ({ module, start, output: `self.${name}(${x})` })
  const normalising = (module: string): PythonLayer => ({
    module,
    start,
    output: byColumn(x, from, (columns) => `self.${name}(${columns})`),
  })
  const normed = (module: string): string => (spectral ? `spectral_norm(${module})` : module)
  switch (layer.type) {
    case 'input':
      return plain(layer.source)
    case 'dense': {
      const module = `nn.Linear(${sizeOf(from)}, ${layer.units}, bias=${flag(layer.bias)})`
      return owning(normed(module))
    }
    case 'conv2d':
    case 'conv2d-transpose': {
      const kind = layer.type === 'conv2d' ? 'Conv2d' : 'ConvTranspose2d'
      const { filters, kernel, stride, padding, bias } = layer
      const module = `nn.${kind}(${last(from)}, ${filters}, ${kernel}, stride=${stride}, padding=${padding}, bias=${flag(bias)})`
      return owning(normed(module))
    }
    case 'batch-normalisation': {
      const kind = from.length === 3 ? 'BatchNorm2d' : 'BatchNorm1d'
      return normalising(
        `nn.${kind}(${last(from)}, eps=${decimal(layer.epsilon)}, momentum=${decimal(layer.momentum)})`,
      )
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
      const settings = `"${resample}", "${normalisation}", spectral=${flag(spectral)}`
      return owning(`ResidualBlock(${last(from)}, ${filters}, ${settings})`)
    }
    case 'pooling': {
      const { kind, kernel, stride, padding } = layer
      return plain(`F.${kind === 'max' ? 'max' : 'avg'}_pool2d(${x}, ${kernel}, ${stride}, ${padding})`)
    }
    case 'global-pooling':
      return plain(`${x}.${{ average: 'mean', sum: 'sum', max: 'amax' }[layer.kind]}((2, 3))`)
    case 'layer-normalisation':
      return normalising(`nn.GroupNorm(1, ${last(from)}, eps=${decimal(layer.epsilon)})`)
    case 'instance-normalisation':
      return owning(`nn.InstanceNorm2d(${last(from)}, eps=${decimal(layer.epsilon)}, affine=${flag(layer.affine)})`)
    case 'add':
      return plain(inputs.join(' + '))
    case 'concatenate':
      return plain(`torch.cat([${inputs.join(', ')}], ${shape.length === 2 ? 2 : 1})`)
    case 'embedding':
      return owning(`nn.Linear(${sizeOf(from)}, ${layer.units}, bias=False)`)
    case 'projection':
      return {
        module: `nn.Linear(${sizeOf(inputShapes[1] ?? [])}, ${sizeOf(from)}, bias=False)`,
        start,
        output: `(${x} * self.${name}(${second})).sum(1, keepdim=True)`,
      }
  }
}
