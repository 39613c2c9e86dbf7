import type { Adam } from '@shared/optimisers/optimiser'
import { adamBinary } from './adam-binary'

/** Addresses in the kernel's memory of one tensor's weights, moments and gradient, and its length in bytes (a multiple of 16). */
export interface AdamOperands {
  readonly weights: number
  readonly first: number
  readonly second: number
  readonly gradient: number
  readonly bytes: number
}

/** Moves one tensor's weights in place; `update` counts from 1. */
export type AdamKernel = (operands: AdamOperands, settings: Adam, update: number) => void

let compiled: WebAssembly.Module | undefined

/** The numbers of update t (Kingma and Ba 2015, Algorithm 1), in double precision. */
export function adamFactors({ learningRate, beta1, beta2 }: Adam, update: number): { rate: number; root: number } {
  return { rate: learningRate / (1 - beta1 ** update), root: 1 / Math.sqrt(1 - beta2 ** update) }
}

/** The Adam kernel over a memory. */
export function adamKernel(memory: WebAssembly.Memory): AdamKernel {
  compiled ??= new WebAssembly.Module(Buffer.from(adamBinary, 'base64'))
  const { adam } = new WebAssembly.Instance(compiled, { env: { memory } }).exports
  if (typeof adam !== 'function') throw new Error('the kernel module has no Adam')
  return ({ weights, first, second, gradient, bytes }, settings, update) => {
    const { beta1, beta2, epsilon } = settings
    const { rate, root } = adamFactors(settings, update)
    adam(weights, first, second, gradient, bytes, beta1, beta2, 1 - beta1, 1 - beta2, rate, root, epsilon)
  }
}
