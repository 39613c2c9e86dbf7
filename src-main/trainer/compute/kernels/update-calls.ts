import type { Optimiser } from '@shared/optimisers/optimiser'
import { adamFactors } from '../optimisers/adam'
import type { KernelCall } from './call'
import type { UpdatedPart } from './update-plan'

/** What an update does to every trained tensor. */
export interface UpdateSettings {
  readonly optimiser: Optimiser
  readonly learningRate: number
  /** Counts from 1. */
  readonly update: number
  /** Weights are moved into [−limit, limit]. */
  readonly clipWeights?: number | undefined
  /** average ← decay · average + (1 − decay) · weights */
  readonly decay?: number | undefined
}

function slot(slots: readonly number[], index: number): number {
  const address = slots[index]
  if (address === undefined) throw new RangeError(`the optimiser lacks its slot ${index}`)
  return address
}

function moveCall(
  { weights, slots, gradient, bytes }: UpdatedPart,
  { optimiser, learningRate, update }: UpdateSettings,
): KernelCall {
  switch (optimiser.type) {
    case 'adam': {
      const { beta1, beta2, epsilon } = optimiser
      const { rate, root } = adamFactors(optimiser, learningRate, update)
      const addresses = [weights, slot(slots, 0), slot(slots, 1), gradient, bytes]
      return { kernel: 'adam', numbers: [...addresses, beta1, beta2, 1 - beta1, 1 - beta2, rate, root, epsilon] }
    }
    case 'rmsprop': {
      const { decay, epsilon } = optimiser
      const addresses = [weights, slot(slots, 0), gradient, bytes]
      return { kernel: 'rmsprop', numbers: [...addresses, decay, 1 - decay, learningRate, epsilon] }
    }
    case 'momentum': {
      const addresses = [weights, slot(slots, 0), gradient, bytes]
      return { kernel: 'momentum', numbers: [...addresses, optimiser.momentum, learningRate] }
    }
    case 'sgd':
      return { kernel: 'sgd', numbers: [weights, gradient, bytes, learningRate] }
  }
}

/** Renews the rows that a part is in its mirror. */
export function mirrorCalls({ weights, mirror }: UpdatedPart): KernelCall[] {
  if (mirror === undefined) return []
  return [{ kernel: 'turn', numbers: [weights, mirror.to, mirror.rows, mirror.columns, mirror.stride] }]
}

/** The kernel calls that update a part: optimiser, weight clipping, running average, mirror. */
export function updateCalls(part: UpdatedPart, settings: UpdateSettings): KernelCall[] {
  const { weights, average, bytes } = part
  const { clipWeights, decay } = settings
  const calls = [moveCall(part, settings)]
  if (clipWeights !== undefined) calls.push({ kernel: 'clamp', numbers: [weights, bytes, clipWeights] })
  if (average !== undefined && decay !== undefined) {
    calls.push({ kernel: 'follow', numbers: [average, weights, bytes, decay, 1 - decay] })
  }
  return [...calls, ...mirrorCalls(part)]
}
