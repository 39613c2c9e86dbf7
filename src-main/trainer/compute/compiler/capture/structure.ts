import { sizeOf } from '@shared/architecture/layer'
import { util } from '@tensorflow/tfjs-core'
import {
  binary,
  broadcast,
  cast,
  concat,
  constant,
  fill,
  gather,
  matmul,
  pad,
  reduce,
  reshape,
  slice,
  tile,
  transpose,
} from '../build'
import type { Node, ReduceFunction } from '../graph'
import { type Call, type Kernel, numbersOf } from './call'

function reduced(name: ReduceFunction): Kernel {
  return (call) => {
    const x = call.node('x')
    const axes = axesOf(call, x)
    return reduce(name, name === 'Mean' ? cast(x, 'float32') : x, axes, call.flag('keepDims'))
  }
}

function axesOf(call: Call, x: Node): number[] {
  // tfjs calls the axes of its maximum otherwise than those of all other reductions.
  const given = numbersOf(call.attribute('axis') ?? call.attribute('reductionIndices'))
  const axes = given ?? x.shape.map((_, i) => i)
  return axes.map((i) => (i < 0 ? i + x.shape.length : i)).sort((a, b) => a - b)
}

function axisOf(call: Call, rank: number, name = 'axis'): number {
  const axis = call.number(name, 0)
  return axis < 0 ? axis + rank : axis
}

function expanded(x: Node, at: number): Node {
  const shape = [...x.shape]
  shape.splice(at, 0, 1)
  return reshape(x, shape)
}

/** Parts of x along an axis, of the given sizes. */
function parts(x: Node, axis: number, sizes: readonly number[]): Node[] {
  let from = 0
  return sizes.map((size) => {
    const begin = x.shape.map((_, i) => (i === axis ? from : 0))
    from += size
    return slice(
      x,
      begin,
      x.shape.map((own, i) => (i === axis ? size : own)),
    )
  })
}

/** Rows of x summed by their segment, [segments, …rest], as a product with a matrix of zeros and ones. */
function segmentSum(x: Node, ids: Node, segments: number): Node {
  const rows = sizeOf(ids.shape)
  const labels = constant(
    Int32Array.from({ length: segments }, (_, i) => i),
    [segments, 1],
    'int32',
  )
  const belongs = cast(binary('Equal', labels, reshape(ids, [1, rows])), 'float32')
  const product = matmul(belongs, reshape(x, [rows, sizeOf(x.shape) / rows]))
  return reshape(product, [segments, ...x.shape.slice(ids.shape.length)])
}

/** tfjs kernels that move, join, cut, reduce or make values. */
export const structureKernels: Readonly<Record<string, Kernel>> = {
  Identity: (call) => call.node('x'),
  Reshape: (call) => {
    const x = call.node('x')
    return reshape(x, util.inferFromImplicitShape(call.numbers('shape'), sizeOf(x.shape)))
  },
  ExpandDims: (call) => {
    const x = call.node('input')
    const at = call.number('dim')
    return expanded(x, at < 0 ? at + x.shape.length + 1 : at)
  },
  Transpose: (call) => transpose(call.node('x'), call.numbers('perm')),
  Concat: (call) => {
    const all = call.all()
    return concat(all, axisOf(call, all[0]?.shape.length ?? 1))
  },
  Pack: (call) => {
    const all = call.all()
    const axis = axisOf(call, (all[0]?.shape.length ?? 0) + 1)
    return concat(
      all.map((x) => expanded(x, axis)),
      axis,
    )
  },
  Unpack: (call) => {
    const x = call.node('value')
    const axis = axisOf(call, x.shape.length)
    const shape = x.shape.filter((_, i) => i !== axis)
    return parts(x, axis, new Array<number>(x.shape[axis] ?? 0).fill(1)).map((part) => reshape(part, shape))
  },
  SplitV: (call) => {
    const x = call.node('x')
    const axis = axisOf(call, x.shape.length)
    const wanted = call.numbers('numOrSizeSplits')
    const size = x.shape[axis] ?? 0
    const [count = 1] = wanted
    const equal = typeof call.attribute('numOrSizeSplits') === 'number'
    return parts(x, axis, equal ? new Array<number>(count).fill(size / count) : wanted)
  },
  Slice: (call) => {
    const x = call.node('x')
    const begin = x.shape.map((_, i) => call.numbers('begin')[i] ?? 0)
    const size = call.numbers('size')
    return slice(
      x,
      begin,
      x.shape.map((own, i) => ((size[i] ?? -1) < 0 ? own - (begin[i] ?? 0) : (size[i] ?? own))),
    )
  },
  PadV2: (call) => {
    const paddings = call.pairs('paddings')
    return pad(
      call.node('x'),
      paddings.map((pair) => pair[0] ?? 0),
      paddings.map((pair) => pair[1] ?? 0),
      call.number('constantValue', 0),
    )
  },
  Tile: (call) => tile(call.node('x'), call.numbers('reps')),
  BroadcastTo: (call) => {
    const x = call.node('x')
    const shape = call.numbers('shape')
    const wide = reshape(x, [...new Array<number>(shape.length - x.shape.length).fill(1), ...x.shape])
    if (broadcast(wide.shape, shape).some((size, i) => size !== shape[i])) throw new RangeError('shape does not fit')
    return tile(
      wide,
      shape.map((size, i) => size / (wide.shape[i] ?? 1)),
    )
  },
  GatherV2: (call) => {
    const x = call.node('x')
    if (call.number('batchDims', 0) !== 0) throw new TypeError('a gather with batches cannot be compiled')
    return gather(x, call.node('indices'), axisOf(call, x.shape.length))
  },
  Sum: reduced('Sum'),
  Mean: reduced('Mean'),
  Max: reduced('Max'),
  Min: reduced('Min'),
  Prod: reduced('Prod'),
  Fill: (call) => {
    const type = call.text('dtype')
    return fill(call.number('value'), call.numbers('shape'), type === 'int32' || type === 'bool' ? type : 'float32')
  },
  UnsortedSegmentSum: (call) => segmentSum(call.node('x'), call.node('segmentIds'), call.number('numSegments')),
  Range: (call) => {
    const [start, stop, step] = [call.number('start'), call.number('stop'), call.number('step', 1)]
    const list = Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, i) => start + i * step)
    const whole = call.text('dtype') === 'int32'
    return constant(whole ? Int32Array.from(list) : Float32Array.from(list), [list.length], whole ? 'int32' : 'float32')
  },
  ZerosLike: (call) => fill(0, call.node('x').shape, call.node('x').type),
  OnesLike: (call) => fill(1, call.node('x').shape, call.node('x').type),
}
