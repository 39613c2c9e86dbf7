import { z } from 'zod'
import { fits, formatShape, type LayerDefinition, misfits, sizeOf } from '../layer'

/**
 * The largest or the mean value of each window of kernel × kernel pixels. Padding adds pixels on all four sides that never
 * win a maximum; in a mean they count as zeros, as in PyTorch.
 */
export const PoolingSpec = z.strictObject({
  type: z.literal('pooling'),
  kind: z.enum(['max', 'average']),
  kernel: z.int().min(2).max(64),
  stride: z.int().min(1).max(16),
  padding: z.int().min(0).max(32),
})
export type PoolingSpec = z.infer<typeof PoolingSpec>

export const pooling: LayerDefinition<PoolingSpec> = {
  title: 'Pooling',
  summary: 'The largest or the mean value of each window; a stride of 2 halves the image.',
  inputs: { min: 1, max: 1 },
  infer({ kernel, stride, padding }, inputs) {
    const shape = inputs[0] ?? []
    const [height, width, channels] = shape
    if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
      return misfits(`needs an image but gets ${formatShape(shape)}`, 'insert a Reshape layer before it')
    }
    if (padding > kernel / 2) return misfits('its padding is more than half its kernel', 'use less padding')
    const out = (size: number) => Math.floor((size + 2 * padding - kernel) / stride) + 1
    if (out(height) < 1 || out(width) < 1) {
      return misfits(`its window is larger than the padded ${formatShape(shape)} input`, 'use a smaller kernel')
    }
    return fits([out(height), out(width), channels])
  },
  weights: () => [],
  multiplyAdds: ({ kernel }, _inputs, output) => sizeOf(output) * kernel * kernel,
  describe: ({ kind, kernel, stride, padding }) => `${kind} · k${kernel} s${stride} p${padding}`,
}
