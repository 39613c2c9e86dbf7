import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { fullOptimisation } from '../../../../../src-main/trainer/compute/compiler/compile'
import { compiledCpuEngine } from '../../../../../src-main/trainer/compute/engines/compiled-cpu'
import { referenceEngine } from '../../../../../src-main/trainer/compute/engines/reference'
import { engines } from '../../../../../src-main/trainer/compute/engines/registry'
import { pick } from '../../../../../src-main/trainer/nets/layer'
import { rank1, rank4 } from '../../../../../src-main/trainer/nets/rank'
import { usableEngines } from '../../../../support/usable-engines'
import { compare, onePhase } from './agreement'

type Function = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor

const positive = (x: tf.Tensor) => tf.add(tf.square(x), 0.1)
const images = (x: tf.Tensor): tf.Tensor4D => rank4(tf.reshape(x, [2, 3, 4, 5]))
const kernel = (y: tf.Tensor, shape: [number, number, number, number]): tf.Tensor4D =>
  rank4(tf.reshape(tf.slice(tf.reshape(tf.concat([y, y, y, y]), [-1]), [0], [shape.reduce((a, b) => a * b)]), shape))

/** Batch normalisation of x with the mean and the variance of other tensors, over all axes but the last. */
function normalised(x: tf.Tensor, forMean: tf.Tensor, forVariance: tf.Tensor, y: tf.Tensor): tf.Tensor {
  const channels = x.shape.at(-1) ?? 1
  const axes = x.shape.slice(0, -1).map((_, i) => i)
  const row = (t: tf.Tensor) => rank1(tf.reshape(t, [channels]))
  const mean = row(tf.moments(forMean, axes).mean)
  const variance = row(tf.moments(forVariance, axes).variance)
  const scale = row(tf.mean(tf.reshape(y, [-1, channels]), 0))
  const offset = row(tf.sum(tf.reshape(y, [-1, channels]), 0))
  // Of the overloads by rank, each takes what the others take.
  return tf.batchNorm(x, mean, variance, offset, scale, 1e-3)
}

/** x and y are [6, 20]. */
const functions: Readonly<Record<string, Function>> = {
  abs: (x) => tf.abs(x),
  'add with broadcasting': (x, y) => tf.add(x, tf.mean(y, 0)),
  'batch matmul': (x, y) => tf.matMul(tf.reshape(x, [2, 3, 20]), tf.reshape(y, [2, 20, 3])),
  'batch matmul, transposed': (x, y) => tf.matMul(tf.reshape(x, [2, 3, 20]), tf.reshape(y, [2, 3, 20]), false, true),
  cast: (x, y) => tf.mul(x, tf.cast(tf.greater(y, 0), 'float32')),
  clip: (x) => tf.clipByValue(x, -0.5, 0.5),
  'comparisons and logic': (x, y) =>
    tf.where(tf.logicalOr(tf.lessEqual(x, -0.5), tf.logicalAnd(tf.greaterEqual(y, 0.2), tf.notEqual(x, y))), x, y),
  'concat, last axis': (x, y) => tf.concat([x, y], 1),
  'concat, middle axis': (x, y) => tf.concat([tf.reshape(x, [2, 3, 20]), tf.reshape(y, [2, 3, 20])], 1),
  'conv2d, padding 1': (x, y) => tf.conv2d(images(x), kernel(y, [3, 3, 5, 2]), 1, 1),
  'conv2d, same': (x, y) => tf.conv2d(images(x), kernel(y, [2, 2, 5, 3]), 2, 'same'),
  'conv2d, whole image': (x, y) => tf.conv2d(images(x), kernel(y, [3, 4, 5, 2]), 1, 'valid'),
  'conv2d, uneven': (x, y) => tf.conv2d(images(x), kernel(y, [2, 3, 5, 2]), [2, 1], 'valid'),
  'conv2dTranspose, padding 1': (x, y) => tf.conv2dTranspose(images(x), kernel(y, [4, 4, 2, 5]), [2, 6, 8, 2], 2, 1),
  'conv2dTranspose, from one pixel': (x, y) =>
    tf.conv2dTranspose(rank4(tf.reshape(x, [6, 1, 1, 20])), kernel(y, [3, 3, 2, 20]), [6, 3, 3, 2], 1, 'valid'),
  cosine: (x) => tf.cos(x),
  division: (x, y) => tf.div(x, positive(y)),
  elu: (x) => tf.elu(x),
  expm1: (x) => tf.expm1(tf.mul(x, 0.001)),
  gather: (x) => tf.gather(x, tf.tensor1d([0, 5, 0, 2], 'int32')),
  'leaky relu': (x) => tf.leakyRelu(x, 0.3),
  log: (x) => tf.log(positive(x)),
  log1p: (x) => tf.log1p(tf.mul(positive(x), 1e-4)),
  'log softmax': (x) => tf.logSoftmax(x),
  maximum: (x, y) => tf.sub(tf.maximum(x, y), tf.minimum(x, y)),
  'max over an axis': (x) => tf.max(x, 1),
  'mean, middle axis': (x) => tf.mean(tf.reshape(x, [2, 3, 20]), 1),
  'mean, outer axes': (x) => tf.mean(tf.reshape(x, [2, 3, 20]), [0, 2], true),
  moments: (x) => tf.add(tf.moments(x, [0]).variance, tf.moments(x, 1, true).mean),
  pad: (x) =>
    tf.pad(x, [
      [1, 2],
      [0, 3],
    ]),
  power: (x, y) => tf.pow(positive(x), y),
  prelu: (x, y) => tf.prelu(x, y),
  reciprocal: (x) => tf.reciprocal(positive(x)),
  'relu 6': (x) => tf.relu6(tf.mul(x, 8)),
  rsqrt: (x) => tf.rsqrt(positive(x)),
  sigmoid: (x) => tf.sigmoid(x),
  sine: (x) => tf.sin(x),
  slice: (x) => tf.slice(x, [1, 3], [4, 10]),
  softmax: (x) => tf.softmax(x),
  softplus: (x) => tf.softplus(tf.mul(x, 20)),
  split: (x) => tf.addN(tf.split(x, 4, 1)),
  sqrt: (x) => tf.sqrt(positive(x)),
  'squared difference': (x, y) => tf.squaredDifference(x, y),
  stack: (x, y) => tf.stack([x, y], 1),
  step: (x, y) => tf.mul(y, tf.step(x)),
  'sum of everything': (x) => tf.sum(x),
  tanh: (x) => tf.tanh(x),
  tile: (x) => tf.tile(x, [2, 3]),
  transpose: (x) => tf.transpose(tf.reshape(x, [2, 3, 20]), [2, 0, 1]),
  unstack: (x) => tf.addN(tf.unstack(x, 0)),
  'batch norm by its own statistics': (x, y) => normalised(images(x), images(x), images(x), y),
  'batch norm of rows': (x, y) => normalised(x, x, x, y),
  'batch norm by other statistics': (x, y) => normalised(x, y, y, y),
  'batch norm whose variance is of something else': (x, y) => normalised(x, x, tf.add(x, y), y),
}

/** The mean square of a function of two trainable tensors, weighted so that no gradient cancels. */
const programOf = (f: Function) =>
  onePhase(
    { x: [6, 20], y: [6, 20] },
    {
      feeds: [],
      compute(state) {
        const result = f(pick(state, 'x'), pick(state, 'y'))
        const weights = tf.cos(tf.reshape(tf.range(0, result.size), result.shape))
        return { loss: tf.mean<tf.Scalar>(tf.mul(tf.square(result), tf.add(weights, 1.5))), measures: {}, updates: {} }
      },
    },
  )

const plain = compiledCpuEngine({ passes: [], closedFormNormalisation: false })
const full = compiledCpuEngine(fullOptimisation)
const eager = usableEngines.includes('tensorflow') ? [engines.tensorflow] : []

describe.each(Object.entries(functions).map(([name, f]) => ({ name, f })))('$name', ({ f }) => {
  it('has the value and the gradients of the reference, with and without passes, and on TensorFlow where it is here', async () => {
    for (const engine of [full, plain, ...eager]) {
      const { measures, gradients } = await compare(programOf(f), engine, referenceEngine)
      expect(measures).toBeLessThan(1e-5)
      expect(gradients).toBeLessThan(1e-4)
    }
  })
})

describe('bytes', () => {
  it('are scaled in the graph', async () => {
    const program = onePhase(
      { w: [12, 3] },
      {
        feeds: [{ name: 'images', shape: [5, 2, 2, 3], type: 'uint8' }],
        compute(state, feeds) {
          const scaled = tf.sub(tf.div(tf.cast(pick(feeds, 'images'), 'float32'), 127.5), 1)
          const y = tf.matMul(tf.reshape(scaled, [5, 12]), pick(state, 'w'))
          return { loss: tf.mean<tf.Scalar>(tf.square(y)), measures: { mean: tf.mean<tf.Scalar>(scaled) }, updates: {} }
        },
      },
    )
    const { measures, gradients } = await compare(program, full, referenceEngine)
    expect(measures).toBeLessThan(1e-5)
    expect(gradients).toBeLessThan(1e-5)
  })
})

describe('what cannot be compiled', () => {
  it('is a typed error that names the operation', async () => {
    const program = programOf((x) => tf.cumsum(x))
    await expect(full.prepare(program, { x: new Float32Array(120), y: new Float32Array(120) })).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('Cumsum'),
    })
  })
})
