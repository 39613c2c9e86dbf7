import type { Shape } from '@shared/architecture/layer'
import { sizeOf } from '@shared/architecture/layer'
import type { ImageShape } from '@shared/architecture/spec'
import { stream } from '@shared/random/generator'
import {
  add,
  cast,
  conv2d,
  div,
  leakyRelu,
  logSoftmax,
  matMul,
  mean,
  mul,
  neg,
  relu,
  reshape,
  type Scalar,
  sub,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core'
import type { Arrays, FeedSpec, Inference, Program, StateTensor, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { rank4 } from '../nets/rank'

/** Features of the studio's own networks: few enough that a thousand images give a covariance of full rank. */
export const FEATURE_COUNT = 64
/** Channels of the first block, and most of any. */
const FIRST_CHANNELS = 32
const MOST_CHANNELS = 128
/** Blocks halve the image until its shorter side is no longer than this. */
const LAST_SIDE = 8

/** Names of the parts of the program. */
export const PHASE = 'classifier'
export const FEATURES = 'features'
export const LOGITS = 'logits'
export const IMAGES_FEED = 'images'
export const TARGETS_FEED = 'targets'

/** A network that the studio trains for its features. */
export interface NetworkPlan {
  readonly image: ImageShape
  /** Things that it tells apart. */
  readonly outputs: number
  readonly weights: readonly { readonly name: string; readonly shape: Shape; readonly fanIn: number }[]
  readonly blocks: number
}

const kernelName = (block: number): string => `block${block}/kernel`

/**
 * Convolutions 4×4 with stride 2 (32, 64, 128, … channels, leaky rectifier 0.2) down to a side of 8, a dense layer of 64
 * rectified features, and a dense layer to the logits.
 */
export function networkPlan(image: ImageShape, outputs: number): NetworkPlan {
  let { height, width } = image
  let channels: number = image.channels
  const weights: { name: string; shape: Shape; fanIn: number }[] = []
  const addLayer = (name: string, shape: Shape, fanIn: number) => {
    weights.push(
      { name: `${name}/kernel`, shape, fanIn },
      { name: `${name}/bias`, shape: [shape.at(-1) ?? 0], fanIn: 0 },
    )
  }
  let blocks = 0
  for (; Math.min(height, width) > LAST_SIDE; blocks++) {
    const next = Math.min(MOST_CHANNELS, FIRST_CHANNELS * 2 ** blocks)
    addLayer(`block${blocks}`, [4, 4, channels, next], 16 * channels)
    // Padding 1, as in PyTorch.
    height = Math.floor((height + 2 - 4) / 2) + 1
    width = Math.floor((width + 2 - 4) / 2) + 1
    channels = next
  }
  addLayer('features', [height * width * channels, FEATURE_COUNT], height * width * channels)
  addLayer('logits', [FEATURE_COUNT, outputs], FEATURE_COUNT)
  return { image, outputs, weights, blocks }
}

/** Weights before training: normal with variance 2 / fan-in (He et al. 2015), biases 0. */
export function initialWeights({ weights }: NetworkPlan, seed: number): Arrays {
  const arrays: Record<string, Float32Array> = {}
  for (const { name, shape, fanIn } of weights) {
    const values = new Float32Array(sizeOf(shape))
    if (fanIn > 0) {
      stream(seed, `weights/${name}`).fillNormal(values)
      const deviation = Math.sqrt(2 / fanIn)
      for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * deviation
    }
    arrays[name] = values
  }
  return arrays
}

/**
 * The same network with features `factor` times as large: a rectifier passes a positive factor on, so that the logits stay
 * when their layer divides by it.
 */
export function withScaledFeatures(weights: Arrays, factor: number): Arrays {
  const factors: Readonly<Record<string, number>> = {
    'features/kernel': factor,
    'features/bias': factor,
    'logits/kernel': 1 / factor,
  }
  return Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [name, values.map((value) => value * (factors[name] ?? 1))]),
  )
}

/** Features of images of values in [−1, 1], [batch, {@link FEATURE_COUNT}]; a gradient flows through. */
export function featuresOfValues({ blocks }: NetworkPlan, state: Tensors, images: Tensor): Tensor {
  let x = images
  for (let block = 0; block < blocks; block++) {
    const convolved = conv2d(rank4(x), rank4(pick(state, kernelName(block))), 2, 1)
    x = leakyRelu(add(convolved, pick(state, `block${block}/bias`)), 0.2)
  }
  const flat = reshape(x, [x.shape[0] ?? 0, -1])
  return relu(add(matMul(flat, pick(state, 'features/kernel')), pick(state, 'features/bias')))
}

const featuresOf = (plan: NetworkPlan, state: Tensors, images: Tensor): Tensor =>
  featuresOfValues(plan, state, sub(div(cast(images, 'float32'), 127.5), 1))

const logitsOf = (plan: NetworkPlan, state: Tensors, images: Tensor): Tensor =>
  add(matMul(featuresOf(plan, state, images), pick(state, 'logits/kernel')), pick(state, 'logits/bias'))

const imagesFeed = ({ image }: NetworkPlan, batch: number): FeedSpec => ({
  name: IMAGES_FEED,
  shape: [batch, image.height, image.width, image.channels],
  type: 'uint8',
})

/** The tensors of the network. */
export const featureState = ({ weights }: NetworkPlan): StateTensor[] =>
  weights.map(({ name, shape }) => ({ name, shape, trainable: true }))

const inference = (plan: NetworkPlan, batch: number, name: typeof FEATURES | typeof LOGITS): Inference => ({
  name,
  feeds: [imagesFeed(plan, batch)],
  output: [batch, name === FEATURES ? FEATURE_COUNT : plan.outputs],
  compute: (state, feeds) => (name === FEATURES ? featuresOf : logitsOf)(plan, state, pick(feeds, IMAGES_FEED)),
})

/** The network's training: the phase `classifier` (softmax cross-entropy against one-hot targets), and both inferences. */
export const trainingProgram = (plan: NetworkPlan, batch: number): Program => ({
  state: featureState(plan),
  phases: [
    {
      name: PHASE,
      trains: plan.weights.map(({ name }) => name),
      optimiser: { type: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
      feeds: [imagesFeed(plan, batch), { name: TARGETS_FEED, shape: [batch, plan.outputs], type: 'float32' }],
      compute(state, feeds) {
        const told = logSoftmax(logitsOf(plan, state, pick(feeds, IMAGES_FEED)))
        const loss = neg(mean<Scalar>(sum(mul(told, pick(feeds, TARGETS_FEED)), 1)))
        return { loss, measures: { loss }, updates: {} }
      },
    },
  ],
  inferences: [inference(plan, batch, LOGITS), inference(plan, batch, FEATURES)],
})

/** The network's use: the inference `features`. */
export const featuresProgram = (plan: NetworkPlan, batch: number): Program => ({
  state: featureState(plan),
  phases: [],
  inferences: [inference(plan, batch, FEATURES)],
})
