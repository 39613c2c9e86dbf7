import type { Optimiser } from '@shared/optimisers/optimiser'
import { adamKernel } from './adam'
import { updatesBinary } from './updates-binary'

/** Addresses in a memory of one tensor's weights, slots (in the optimiser's order) and gradient, and its length in bytes (a multiple of 16). */
export interface NativeOperands {
  readonly weights: number
  readonly slots: readonly number[]
  readonly gradient: number
  readonly bytes: number
}

/** What WebAssembly does in place on the memory of a run. */
export interface NativeUpdates {
  /** Moves one tensor's weights and slots; `update` counts from 1. */
  move(operands: NativeOperands, optimiser: Optimiser, learningRate: number, update: number): void
  /** Moves numbers into [−limit, limit]. */
  clamp(tensor: { readonly address: number; readonly bytes: number }, limit: number): void
  /** average ← decay·average + (1 − decay)·weights */
  follow(average: number, weights: { readonly address: number; readonly bytes: number }, decay: number): void
}

let compiled: WebAssembly.Module | undefined

function address(slots: readonly number[], index: number): number {
  const value = slots[index]
  if (value === undefined) throw new RangeError(`the optimiser lacks its slot ${index}`)
  return value
}

/** The kernels over a memory. */
export function nativeUpdates(memory: WebAssembly.Memory): NativeUpdates {
  compiled ??= new WebAssembly.Module(Buffer.from(updatesBinary, 'base64'))
  const { sgd, momentum, rmsprop, clamp, follow } = new WebAssembly.Instance(compiled, { env: { memory } }).exports
  const adam = adamKernel(memory)
  if (
    typeof sgd !== 'function' ||
    typeof momentum !== 'function' ||
    typeof rmsprop !== 'function' ||
    typeof clamp !== 'function' ||
    typeof follow !== 'function'
  ) {
    throw new Error('the kernel module lacks one of its kernels')
  }
  return {
    move({ weights, slots, gradient, bytes }, optimiser, learningRate, update) {
      switch (optimiser.type) {
        case 'adam': {
          const operands = { weights, first: address(slots, 0), second: address(slots, 1), gradient, bytes }
          adam(operands, { ...optimiser, learningRate }, update)
          return
        }
        case 'rmsprop': {
          const { decay, epsilon } = optimiser
          rmsprop(weights, address(slots, 0), gradient, bytes, decay, 1 - decay, learningRate, epsilon)
          return
        }
        case 'momentum':
          momentum(weights, address(slots, 0), gradient, bytes, optimiser.momentum, learningRate)
          return
        case 'sgd':
          sgd(weights, gradient, bytes, learningRate)
          return
      }
    },
    clamp: (tensor, limit) => {
      clamp(tensor.address, tensor.bytes, limit)
    },
    follow: (average, weights, decay) => {
      follow(average, weights.address, weights.bytes, decay, 1 - decay)
    },
  }
}
