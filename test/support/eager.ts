import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import { engine, grads, ready, type Scalar, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core'
import type { Arrays, FeedArrays, FeedSpec, Phase, Tensors } from '../../src-main/trainer/compute/engine'

/** Makes tfjs's plain backend the current one. */
export async function usePlainBackend(): Promise<void> {
  await setBackend('cpu')
  await ready()
}

/** A tensor of values drawn from nowhere: written out. */
export const tensorOf = (values: Float32Array | Uint8Array, shape: readonly number[]): Tensor =>
  tensor(values, [...shape], values instanceof Uint8Array ? 'int32' : 'float32')

export function pickArray<T>(arrays: Readonly<Record<string, T>>, name: string): T {
  const array = arrays[name]
  if (array === undefined) throw new Error(`no array ${name}`)
  return array
}

/** Empty buffers for feeds. */
export const buffersFor = (feeds: readonly FeedSpec[]): FeedArrays =>
  Object.fromEntries(
    feeds.map(({ name, shape, type }) => {
      const size = shape.reduce((product, axis) => product * axis, 1)
      return [name, type === 'uint8' ? new Uint8Array(size) : new Float32Array(size)]
    }),
  )

export const tensorsOf = (
  specs: readonly { readonly name: string; readonly shape: readonly number[] }[],
  arrays: FeedArrays,
): Tensors => Object.fromEntries(specs.map(({ name, shape }) => [name, tensorOf(pickArray(arrays, name), shape)]))

const valuesOf = (tensors: Tensors): Arrays =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, Float32Array.from(value.dataSync())]))

/** What a phase computes, run directly with tfjs: an oracle for the engines that shares no code with them. */
export interface EagerPhase {
  readonly loss: number
  readonly measures: Readonly<Record<string, number>>
  readonly updates: Arrays
  readonly gradients: Arrays
}

export function runPhase(phase: Phase, state: Tensors, feeds: Tensors): EagerPhase {
  return engine().tidy(() => {
    const outcomes: { loss: Scalar; measures: Tensors; updates: Tensors }[] = []
    const trained = phase.trains.map((name) => pickArray(state, name))
    const gradients = grads((...weights: Tensor[]) => {
      const moved = Object.fromEntries(phase.trains.map((name, i) => [name, weights[i] ?? pickArray(state, name)]))
      const outcome = phase.compute({ ...state, ...moved }, feeds)
      outcomes.push(outcome)
      for (const kept of [outcome.loss, ...Object.values({ ...outcome.measures, ...outcome.updates })]) {
        engine().keep(kept)
      }
      return outcome.loss
    })(trained)
    const [outcome] = outcomes
    if (outcome === undefined) throw new Error('the phase was not computed')
    const scalar = (value: Tensor) => value.dataSync()[0] ?? Number.NaN
    return {
      loss: scalar(outcome.loss),
      measures: Object.fromEntries(Object.entries(outcome.measures).map(([name, value]) => [name, scalar(value)])),
      updates: valuesOf(outcome.updates),
      gradients: valuesOf(
        Object.fromEntries(phase.trains.map((name, i) => [name, gradients[i] ?? pickArray(state, name)])),
      ),
    }
  })
}

/** ‖a − b‖ / ‖b‖; the norm of a where b is zero. */
export function relativeDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length} differ`)
  let [difference, size] = [0, 0]
  for (let i = 0; i < b.length; i++) {
    const [x, y] = [a[i] ?? Number.NaN, b[i] ?? Number.NaN]
    difference += (x - y) ** 2
    size += y ** 2
  }
  return Math.sqrt(difference) / (size === 0 ? 1 : Math.sqrt(size))
}
