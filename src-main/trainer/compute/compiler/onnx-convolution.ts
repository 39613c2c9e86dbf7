import type { Convolution, Geometry } from './graph'
import type { OnnxWriter } from './onnx-writer'

const toNchw = [0, 3, 1, 2]
const toNhwc = [0, 2, 3, 1]
/** [height, width, in, out] to ONNX's [out, in, height, width]. */
const kernelToOnnx = [3, 2, 0, 1]

const attributesOf = (g: Geometry) => ({
  strides: [g.strideHeight, g.strideWidth],
  dilations: [g.dilationHeight, g.dilationWidth],
  pads: [g.top, g.left, g.bottom, g.right],
})

/** Rows or columns that a transposed convolution must add at the end to reach the input's size. */
const missing = (size: number, out: number, stride: number, kernel: number, dilation: number, padding: number) =>
  size - ((out - 1) * stride + (kernel - 1) * dilation + 1 - padding)

/** Convolutions in ONNX's own operators, which keep channels first: general, and slower than as matrices. */
export function emitConvolution(
  { kind, geometry: g }: Convolution,
  [first = '', second = '']: readonly string[],
  writer: OnnxWriter,
  output: string | undefined,
): string {
  const turned = (name: string, perm: readonly number[], as?: string) => writer.add('Transpose', [name], { perm }, as)
  switch (kind) {
    case 'convolution': {
      const y = writer.add('Conv', [turned(first, toNchw), turned(second, kernelToOnnx)], attributesOf(g))
      return turned(y, toNhwc, output)
    }
    case 'convolution-input': {
      const rows = missing(g.inHeight, g.outHeight, g.strideHeight, g.kernelHeight, g.dilationHeight, g.top + g.bottom)
      const columns = missing(g.inWidth, g.outWidth, g.strideWidth, g.kernelWidth, g.dilationWidth, g.left + g.right)
      const x = writer.add('ConvTranspose', [turned(first, toNchw), turned(second, kernelToOnnx)], {
        ...attributesOf(g),
        output_padding: [rows, columns],
      })
      return turned(x, toNhwc, output)
    }
    case 'convolution-kernel': {
      // The batch takes the part of the channels, and strides and dilations change places.
      const k = writer.add('Conv', [turned(first, [3, 0, 1, 2]), turned(second, [3, 0, 1, 2])], {
        strides: [g.dilationHeight, g.dilationWidth],
        dilations: [g.strideHeight, g.strideWidth],
        pads: [g.top, g.left, g.bottom, g.right],
      })
      const exact = writer.add('Slice', [
        k,
        writer.integers([0, 0]),
        writer.integers([g.kernelHeight, g.kernelWidth]),
        writer.integers([2, 3]),
      ])
      return turned(exact, [2, 3, 0, 1], output)
    }
  }
}
