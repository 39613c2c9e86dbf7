import { stream } from '@shared/random/generator'
import type { ImageSource } from '../batches/images'
import type { Arrays, Engine, Executor } from '../compute/engine'
import type { Pace } from '../measures/pace'
import { requireCount } from '../measures/points'
import {
  FEATURE_COUNT,
  FEATURES,
  IMAGES_FEED,
  initialWeights,
  LOGITS,
  type NetworkPlan,
  PHASE,
  TARGETS_FEED,
  trainingProgram,
  withScaledFeatures,
} from './studio-network'
import { TURNS, turn } from './turns'

/** The same network for the same dataset in every home, up to the engine's rounding. */
const SEED = 0
const BATCH = 128
/** Passes over the images, within these bounds on the number of steps. */
const PASSES = 6
const STEPS = { least: 100, most: 1200 } as const
/** One image in so many is held out, at most so many in all. */
const HELD_OUT = { share: 10, most: 2048 } as const

/** What the network learns to tell: each image's class, or how it was turned. */
export type Lesson = { readonly kind: 'classes'; readonly labels: Uint8Array } | { readonly kind: 'turns' }

/** A trained network. `accuracy` is its share of right answers on the images that were held out, in [0, 1]. */
export interface TrainedNetwork {
  readonly weights: Arrays
  readonly accuracy: number
}

/** Told after each step. */
export type OnStep = (done: number, total: number) => void

const arrayOf = <T extends Float32Array | Uint8Array>(
  executor: Executor,
  owner: string,
  name: string,
  kind: new (length: number) => T,
): T => {
  const feed = executor.feeds[owner]?.[name]
  if (!(feed instanceof kind)) throw new Error(`the feed “${name}” of ${owner} is missing`)
  return feed
}

/** Fills a batch with images, turned where that is the lesson; answers with what each is. */
function fill(
  plan: NetworkPlan,
  images: ImageSource,
  lesson: Lesson,
  indices: Uint32Array,
  ways: Uint8Array,
  out: Uint8Array,
): Uint8Array {
  images.copy(indices, out)
  if (lesson.kind === 'classes') return Uint8Array.from(indices, (index) => lesson.labels[index] ?? 0)
  const size = images.bytesPerImage
  for (const [i, way] of ways.entries()) {
    turn(plan.image, out.slice(i * size, (i + 1) * size), way, out.subarray(i * size, (i + 1) * size))
  }
  return ways
}

function largest(row: Float32Array): number {
  let best = 0
  for (let i = 1; i < row.length; i++) if ((row[i] ?? 0) > (row[best] ?? 0)) best = i
  return best
}

/** What held-out images show of a network: its share of right answers, and the root mean square of its features. */
async function examine(
  plan: NetworkPlan,
  executor: Executor,
  images: ImageSource,
  lesson: Lesson,
  heldOut: Uint32Array,
  pace: Pace,
): Promise<{ accuracy: number; size: number }> {
  let [right, squares] = [0, 0]
  const feed = arrayOf(executor, LOGITS, IMAGES_FEED, Uint8Array)
  for (let start = 0; start < heldOut.length; start += BATCH) {
    const taken = heldOut.subarray(start, start + BATCH)
    const ways = Uint8Array.from(taken, (_, i) => (start + i) % TURNS)
    const expected = fill(plan, images, lesson, taken, ways, feed.subarray(0, taken.length * images.bytesPerImage))
    const logits = await executor.infer(LOGITS)
    for (const [i, answer] of expected.entries()) {
      if (largest(logits.subarray(i * plan.outputs, (i + 1) * plan.outputs)) === answer) right++
    }
    arrayOf(executor, FEATURES, IMAGES_FEED, Uint8Array).set(feed)
    const features = await executor.infer(FEATURES)
    for (const value of features.subarray(0, taken.length * FEATURE_COUNT)) squares += value * value
    await pace.breathe()
  }
  return { accuracy: right / heldOut.length, size: Math.sqrt(squares / (heldOut.length * FEATURE_COUNT)) }
}

/**
 * Trains a network on images for its features. Everything random follows from a fixed seed.
 * @throws StudioError `TOO_FEW_SAMPLES` for fewer than 20 images
 */
export async function trainNetwork(
  plan: NetworkPlan,
  images: ImageSource,
  lesson: Lesson,
  engine: Engine,
  pace: Pace,
  onStep: OnStep,
): Promise<TrainedNetwork> {
  requireCount('A feature network', images, 20, 'some train it and some tell how well it learned')
  const order = Uint32Array.from({ length: images.count }, (_, i) => i)
  stream(SEED, 'held-out').shuffle(order)
  const held = Math.min(HELD_OUT.most, Math.ceil(images.count / HELD_OUT.share))
  const [heldOut, learned] = [order.slice(0, held), order.slice(held)]
  const steps = Math.max(STEPS.least, Math.min(STEPS.most, Math.ceil((PASSES * learned.length) / BATCH)))
  const executor = await engine.prepare(trainingProgram(plan, BATCH), initialWeights(plan, SEED))
  try {
    const feed = arrayOf(executor, PHASE, IMAGES_FEED, Uint8Array)
    const targets = arrayOf(executor, PHASE, TARGETS_FEED, Float32Array)
    for (let step = 0; step < steps; step++) {
      const random = stream(SEED, 'batches', step)
      const indices = Uint32Array.from({ length: BATCH }, () => learned[random.below(learned.length)] ?? 0)
      const ways = Uint8Array.from({ length: BATCH }, () => random.below(TURNS))
      const expected = fill(plan, images, lesson, indices, ways, feed)
      targets.fill(0)
      for (const [i, answer] of expected.entries()) targets[i * plan.outputs + answer] = 1
      await executor.run(PHASE)
      onStep(step + 1, steps)
      await pace.breathe()
    }
    const { state } = await executor.snapshot()
    const { accuracy, size } = await examine(plan, executor, images, lesson, heldOut, pace)
    // Features of size 1 on average: distances of different datasets are then of the same order.
    return { weights: size > 0 ? withScaledFeatures(state, 1 / size) : state, accuracy }
  } finally {
    executor.dispose()
  }
}
