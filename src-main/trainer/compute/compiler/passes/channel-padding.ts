import { convolution, convolutionKernel, pad } from '../build'
import { type Node, type Pass, rewrite } from '../graph'

/** What must be added to a number of channels for the convolutions of ONNX Runtime's WebGPU to be right. */
const lacking = (channels: number): number => (channels > 3 && channels % 3 === 0 ? (4 - (channels % 4)) % 4 : 0)

/** x with zeros after the end of an axis. */
const extended = (x: Node, axis: number, by: number): Node =>
  pad(
    x,
    x.shape.map(() => 0),
    x.shape.map((_, i) => (i === axis ? by : 0)),
  )

function padded(node: Node): Node {
  const { operation, inputs } = node
  const [a, b] = inputs
  if (a === undefined || b === undefined) return node
  if (operation.kind === 'convolution') {
    const { geometry } = operation
    const by = lacking(geometry.inChannels)
    if (by === 0) return node
    return convolution(extended(a, 3, by), extended(b, 2, by), { ...geometry, inChannels: geometry.inChannels + by })
  }
  if (operation.kind === 'convolution-kernel') {
    // Here the images of the batch take the part of the channels.
    const { geometry } = operation
    const by = lacking(geometry.batch)
    if (by === 0) return node
    return convolutionKernel(extended(a, 0, by), extended(b, 0, by), { ...geometry, batch: geometry.batch + by })
  }
  return node
}

/**
 * Sums over 6, 9, 15, 18, … channels become sums over the next multiple of 4, by zeros. ONNX Runtime 1.30 computes
 * convolutions over such numbers of channels wrongly on WebGPU, without an error.
 */
export const channelPadding: Pass = {
  name: 'channel-padding',
  summary: 'Pads channels to a multiple of 4 where WebGPU would compute convolutions wrongly.',
  run: (graph) => rewrite(graph, padded),
}
