import type { ImageShape, Latent } from '@shared/architecture/spec'
import { add, mean, mul, relu, reshape, type Scalar, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core'
import { canonicalJson } from '../checkpoint/manifest'
import type { Arrays, FeedSpec, Program, StateTensor } from '../compute/engine'
import { featureState, featuresOfValues, type NetworkPlan } from '../evaluation/studio-network'
import { pick } from '../nets/layer'
import { imageShape, scaled } from '../program/feeds'

/** Names of the parts of the program. */
export const INVERSION = 'inversion'
export const IMAGES = 'images'
export const TARGET = 'target'
export const LATENTS = 'inversion/latents'

/** A network whose features are compared beside the pixels. */
export interface ComparedFeatures {
  readonly plan: NetworkPlan
  readonly weights: Arrays
  /** Of their distance in the loss; that of the pixels has weight 1. */
  readonly weight: number
}

/** What an inversion is computed from. */
export interface InversionPlan {
  /** A generator's program of as many images as there are latents, with the inference `samples`. */
  readonly generator: Program
  readonly latent: Latent
  readonly image: ImageShape
  readonly count: number
  /** Whether latents stay where the prior has its mass. */
  readonly onPrior: boolean
  readonly features?: ComparedFeatures | undefined
}

const PREFIX = 'features/'

/** Sum over all but the first axis of the mean of squares: one number an image. */
const meanSquares = (values: Tensor, count: number): Tensor => mean(reshape(square(values), [count, -1]), 1)

/**
 * |z|²/size of a normal latent is 1 ± √(2/size); beyond three such deviations it costs the square of its excess, so that a latent of the
 * prior is left alone and none runs away from it.
 */
function excess(latents: Tensor, { size }: Latent): Tensor {
  const most = 1 + 3 * Math.sqrt(2 / size)
  return square(relu(sub(mean(square(latents), 1), most)))
}

/**
 * The phase `inversion`, which moves the latents of one image each towards the target by Adam (Kingma and Ba 2015; for generators
 * Lipton and Tripathi 2017), and the inference `images`. Losses of different latents are summed, so that none sees another. A uniform
 * latent is cut off at its box after each update.
 */
export function inversionProgram({ generator, latent, image, count, onPrior, features }: InversionPlan): Program {
  const [samples] = generator.inferences
  if (samples === undefined) throw new Error('the generator draws no samples')
  const labels = samples.feeds.filter(({ name }) => name !== 'z')
  const target: FeedSpec = { name: TARGET, shape: imageShape(image, count), type: 'uint8' }
  const fixed: StateTensor[] = [
    ...generator.state,
    ...(features === undefined
      ? []
      : featureState(features.plan).map((tensor) => ({ ...tensor, name: PREFIX + tensor.name }))),
  ].map((tensor) => ({ ...tensor, trainable: false }))
  const draw = (state: Readonly<Record<string, Tensor>>, feeds: Readonly<Record<string, Tensor>>) =>
    samples.compute(state, { ...feeds, z: pick(state, LATENTS) })
  const { identity } = generator
  return {
    ...(identity === undefined
      ? {}
      : {
          identity: canonicalJson({
            kind: 'inversion',
            generator: identity,
            latent,
            count,
            onPrior,
            features: features && { plan: features.plan, weight: features.weight },
          }),
        }),
    state: [...fixed, { name: LATENTS, shape: [count, latent.size], trainable: true }],
    phases: [
      {
        name: INVERSION,
        trains: [LATENTS],
        optimiser: { type: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        ...(onPrior && latent.prior === 'uniform' ? { clipWeights: 1 } : {}),
        feeds: [target, ...labels],
        compute(state, feeds) {
          const wanted = scaled(pick(feeds, TARGET))
          const images = draw(state, feeds)
          let losses = meanSquares(sub(images, wanted), count)
          if (features !== undefined) {
            const own = Object.fromEntries(
              Object.entries(state).flatMap(([name, tensor]) =>
                name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), tensor]] : [],
              ),
            )
            const apart = sub(
              featuresOfValues(features.plan, own, images),
              featuresOfValues(features.plan, own, wanted),
            )
            losses = add(losses, mul(meanSquares(apart, count), features.weight))
          }
          if (onPrior && latent.prior === 'normal') losses = add(losses, excess(pick(state, LATENTS), latent))
          const loss = sum<Scalar>(losses)
          return { loss, measures: { loss }, updates: {} }
        },
      },
    ],
    inferences: [{ name: IMAGES, feeds: labels, output: imageShape(image, count), compute: draw }],
  }
}

/** The state of an inversion: the generator's, the feature network's, and the latents that it starts from. */
export const inversionState = (generator: Arrays, latents: Float32Array, features?: ComparedFeatures): Arrays => ({
  ...generator,
  ...Object.fromEntries(
    Object.entries(features?.weights ?? {}).map(([name, values]) => [PREFIX + name, values] as const),
  ),
  [LATENTS]: latents,
})
