import { backend_util } from '@tensorflow/tfjs-core'
import {
  binary,
  clip,
  convolution,
  convolutionInput,
  convolutionKernel,
  fill,
  leakyRelu,
  matmul,
  reduce,
  unary,
} from '../build'
import type { Geometry, Node } from '../graph'
import { type Call, type Kernel, numbersOf } from './call'

type Four = [number, number, number, number]

function four(shape: readonly number[]): Four {
  const [a, b, c, d] = shape
  if (shape.length !== 4 || a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new TypeError(`[${shape}] is not the shape of images`)
  }
  return [a, b, c, d]
}

function paddingOf(call: Call): 'valid' | 'same' | number | backend_util.ExplicitPadding {
  const pad = call.attribute('pad')
  if (pad === 'valid' || pad === 'same' || typeof pad === 'number') return pad
  const pairs = call.pairs('pad').map(([before = 0, after = 0]): [number, number] => [before, after])
  const [n, h, w, c] = pairs
  if (n === undefined || h === undefined || w === undefined || c === undefined) {
    throw new TypeError(`${call.kernel}: unknown padding`)
  }
  return [n, h, w, c]
}

function geometryOf(call: Call, image: readonly number[], kernel: readonly number[]): Geometry {
  const format = call.text('dataFormat')
  if (format !== undefined && format !== 'NHWC') throw new TypeError(`${call.kernel}: ${format} cannot be compiled`)
  const [strideHeight = 1, strideWidth = strideHeight] = call.numbers('strides')
  const [dilationHeight = 1, dilationWidth = dilationHeight] = numbersOf(call.attribute('dilations')) ?? [1, 1]
  const rounding = call.text('dimRoundingMode')
  const info = backend_util.computeConv2DInfo(
    four(image),
    four(kernel),
    [strideHeight, strideWidth],
    [dilationHeight, dilationWidth],
    paddingOf(call),
    rounding === 'floor' || rounding === 'round' || rounding === 'ceil' ? rounding : undefined,
  )
  return {
    batch: info.batchSize,
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    kernelHeight: info.filterHeight,
    kernelWidth: info.filterWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    bottom: info.padInfo.bottom,
    right: info.padInfo.right,
  }
}

function activated(call: Call, x: Node): Node {
  const name = call.text('activation') ?? 'linear'
  switch (name) {
    case 'linear':
      return x
    case 'relu':
      return unary('Relu', x)
    case 'relu6':
      return clip(x, 0, 6)
    case 'elu':
      return unary('Elu', x)
    case 'sigmoid':
      return unary('Sigmoid', x)
    case 'leakyrelu':
      return leakyRelu(x, call.number('leakyreluAlpha'))
    default:
      throw new TypeError(`the fused activation ${name} cannot be compiled`)
  }
}

function biased(call: Call, x: Node): Node {
  const bias = call.optional('bias')
  return activated(call, bias === undefined ? x : binary('Add', x, bias))
}

const product = (call: Call): Node =>
  matmul(call.node('a'), call.node('b'), call.flag('transposeA'), call.flag('transposeB'))

const convolved = (call: Call): Node => {
  const x = call.node('x')
  const kernel = call.node('filter')
  return convolution(x, kernel, geometryOf(call, x.shape, kernel.shape))
}

function softmax(call: Call): Node {
  const x = call.node('logits')
  const axis = call.number('dim')
  const axes = [axis < 0 ? axis + x.shape.length : axis]
  const power = unary('Exp', binary('Sub', x, reduce('Max', x, axes, true)))
  return binary('Div', power, reduce('Sum', power, axes, true))
}

/** tfjs kernels of network layers. */
export const networkKernels: Readonly<Record<string, Kernel>> = {
  BatchMatMul: product,
  _FusedMatMul: (call) => biased(call, product(call)),
  Conv2D: convolved,
  FusedConv2D: (call) => biased(call, convolved(call)),
  Conv2DBackpropInput: (call) => {
    const dy = call.node('dy')
    const kernel = call.node('filter')
    return convolutionInput(dy, kernel, geometryOf(call, call.numbers('inputShape'), kernel.shape))
  },
  Conv2DBackpropFilter: (call) => {
    const x = call.node('x')
    return convolutionKernel(x, call.node('dy'), geometryOf(call, x.shape, call.numbers('filterShape')))
  },
  FusedBatchNorm: (call) => {
    const x = call.node('x')
    const scale = call.optional('scale')
    const offset = call.optional('offset')
    const variance = binary('Add', call.node('variance'), fill(call.number('varianceEpsilon'), []))
    const inverse = unary('Reciprocal', unary('Sqrt', variance))
    const factor = scale === undefined ? inverse : binary('Mul', inverse, scale)
    const y = binary('Mul', binary('Sub', x, call.node('mean')), factor)
    return offset === undefined ? y : binary('Add', y, offset)
  },
  Softmax: softmax,
  LogSoftmax: (call) => {
    const x = call.node('logits')
    const axes = [x.shape.length - 1]
    const centred = binary('Sub', x, reduce('Max', x, axes, true))
    return binary('Sub', centred, unary('Log', reduce('Sum', unary('Exp', centred), axes, true)))
  },
}
