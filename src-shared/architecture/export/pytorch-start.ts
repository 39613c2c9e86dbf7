import type { WeightSpec } from '../layer'
import { scalings, varianceOf } from '../scaling'

/** A number as Python reads it. */
export const decimal = (value: number): string => String(value)

/** The part of a weight's name behind that of the part of a residual block: `kernel` of `first-kernel`. */
const kindOf = ({ name }: WeightSpec): string => name.slice(name.indexOf('-') + 1)

/** Whether PyTorch, or the residual block of the exported code, draws a weight that way by itself. */
function isUsual(weight: WeightSpec): boolean {
  const { initialiser, name } = weight
  const constant = (value: number): boolean => initialiser.type === 'constant' && initialiser.value === value
  switch (kindOf(weight)) {
    case 'kernel':
      return initialiser.type === 'uniform-fan-in'
    case 'bias':
      return name === 'bias' ? initialiser.type === 'uniform-fan-in' : constant(0)
    case 'scale':
      return constant(1)
    default:
      return false
  }
}

/**
 * The line that draws a weight as the studio does. PyTorch counts the fans of a kernel as the studio does; of a table it counts
 * others and of a vector none, so that there the numbers themselves are written.
 * @param tensor where PyTorch has the weight
 */
function drawn(tensor: string, weight: WeightSpec): string {
  const { initialiser, shape } = weight
  switch (initialiser.type) {
    case 'constant':
      return `nn.init.constant_(${tensor}, ${decimal(initialiser.value)})`
    case 'normal':
      return `nn.init.normal_(${tensor}, ${decimal(initialiser.mean)}, ${decimal(initialiser.deviation)})`
    case 'orthogonal':
      return `nn.init.orthogonal_(${shape.length > 1 ? tensor : `${tensor}.detach()[None]`}, ${decimal(initialiser.gain)})`
    case 'uniform-fan-in':
      return numbers(tensor, weight, initialiser.type)
    case 'glorot-uniform':
    case 'glorot-normal':
    case 'he-uniform':
    case 'he-normal':
      return kindOf(weight) === 'kernel' ? counted[initialiser.type](tensor) : numbers(tensor, weight, initialiser.type)
  }
}

/** The initialisers of PyTorch that count the fans by themselves. */
const counted = {
  'glorot-uniform': (tensor: string) => `nn.init.xavier_uniform_(${tensor})`,
  'glorot-normal': (tensor: string) => `nn.init.xavier_normal_(${tensor})`,
  'he-uniform': (tensor: string) => `nn.init.kaiming_uniform_(${tensor}, nonlinearity="relu")`,
  'he-normal': (tensor: string) => `nn.init.kaiming_normal_(${tensor}, nonlinearity="relu")`,
} as const

/** A distribution that scales by the fans of a weight, in numbers. */
function numbers(tensor: string, weight: WeightSpec, type: keyof typeof scalings): string {
  const scaling = scalings[type]
  const deviation = Math.sqrt(varianceOf(scaling, weight))
  if (scaling.distribution !== 'uniform') return `nn.init.normal_(${tensor}, 0, ${decimal(deviation)})`
  const bound = decimal(Math.sqrt(3) * deviation)
  return `nn.init.uniform_(${tensor}, -${bound}, ${bound})`
}

const attributes: Readonly<Record<string, string>> = {
  kernel: 'weight',
  scale: 'weight',
  table: 'weight',
  bias: 'bias',
}

/** Where the numbers of a weight are: spectral normalisation keeps those of a kernel in a parametrization. */
function tensorOf(module: string, weight: WeightSpec, spectral: boolean): string | undefined {
  const kind = kindOf(weight)
  if (kind === 'kernel' && spectral) return `${module}.parametrizations.weight.original`
  const attribute = attributes[kind]
  return attribute === undefined ? undefined : `${module}.${attribute}`
}

/**
 * The lines that bring the weights of a module to where they start.
 * @param module an expression of the module; a part of a residual block is an attribute of it
 */
export const startLines = (module: string, weights: readonly WeightSpec[], spectral = false): string[] =>
  weights.flatMap((weight) => {
    const part = weight.name.includes('-') ? `.${weight.name.slice(0, weight.name.indexOf('-'))}` : ''
    const tensor = tensorOf(`${module}${part}`, weight, spectral)
    return tensor === undefined || isUsual(weight) ? [] : [drawn(tensor, weight)]
  })
