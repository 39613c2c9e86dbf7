import type { Shape } from '@shared/architecture/layer'
import type { LayerNode, NetworkSpec } from '@shared/architecture/spec'
import type { LatentDirections } from '@shared/latent/direction'
import { dot } from '@shared/latent/vectors'
import type { Arrays, StateTensor } from '../compute/engine'
import { principals } from './principal'

/** Principal components that are told. */
const COUNT = 8
/** Larger latents would take too long. */
const MAX_SIZE = 1024

const isLatent = ({ layer }: LayerNode): boolean => layer.type === 'input' && layer.source === 'latent'

/** Whether a network makes something of latents. */
export const takesLatents = ({ layers }: NetworkSpec): boolean => layers.some(isLatent)

/** The first layer with weights that a latent reaches, through changes of shape alone. */
function firstLayer({ layers }: NetworkSpec): LayerNode | undefined {
  let at = layers.find(isLatent)?.name
  while (at !== undefined) {
    const from = at
    const [next, ...others] = layers.filter(({ inputs }) => inputs.includes(from))
    if (next === undefined || others.length > 0) return undefined
    switch (next.layer.type) {
      case 'dense':
        return next
      case 'conv2d-transpose':
        // With a padding it would cut some of what the kernel makes of a single pixel.
        return next.layer.padding === 0 ? next : undefined
      case 'reshape':
      case 'flatten':
        at = next.name
        break
      case 'concatenate':
        // The latent's numbers are the first of the result only where it is the first input.
        if (next.inputs[0] !== from) return undefined
        at = next.name
        break
      default:
        return undefined
    }
  }
  return undefined
}

/** What each number of the latent is multiplied with, a row a number; undefined where it is spread over several pixels. */
function rowsOf({ layer }: LayerNode, shape: Shape, kernel: Float32Array, size: number): Float32Array[] | undefined {
  const dense = layer.type === 'dense'
  const inputs = (dense ? shape[0] : shape.at(-1)) ?? 0
  if (dense ? inputs < size : inputs !== size) return undefined
  const outputs = kernel.length / inputs
  return Array.from({ length: size }, (_, i) =>
    dense
      ? kernel.subarray(i * outputs, (i + 1) * outputs)
      : // [height, width, out, in]: every `inputs`-th number.
        Float32Array.from({ length: outputs }, (_value, k) => kernel[k * inputs + i] ?? 0),
  )
}

/** The products of every two rows, [rows, rows]. */
function gramOf(rows: readonly Float32Array[]): Float64Array {
  const size = rows.length
  const gram = new Float64Array(size * size)
  for (const [i, a] of rows.entries()) {
    for (const [j, b] of rows.entries()) {
      if (j < i) continue
      const product = dot(a, b)
      gram[i * size + j] = product
      gram[j * size + i] = product
    }
  }
  return gram
}

/**
 * The principal components of the first layer's activations before its nonlinearity (as GANSpace, Härkönen et al. 2020). They
 * are a linear function of the latent, whose numbers are independent with equal variance, so the components are in closed form the
 * singular vectors of its weights (Shen and Zhou 2021); no samples are drawn.
 *
 * @returns none for a network whose first layer is neither dense nor a transposed convolution of a single pixel
 */
export function directionsOf(
  network: NetworkSpec,
  tensors: readonly StateTensor[],
  state: Arrays,
  size: number,
): LatentDirections {
  const first = firstLayer(network)
  const tensor = first && tensors.find(({ name }) => name.endsWith(`/${first.name}/kernel`))
  const kernel = tensor && state[tensor.name]
  if (!first || !tensor || !kernel || size > MAX_SIZE) return []
  const rows = rowsOf(first, tensor.shape, kernel, size)
  if (rows === undefined) return []
  const total = rows.reduce((sum, row) => sum + dot(row, row), 0)
  return principals(gramOf(rows), size, COUNT).map(({ direction, variance }, i) => ({
    name: `PC${i + 1}`,
    share: total === 0 ? 0 : variance / total,
    values: [...direction],
  }))
}
