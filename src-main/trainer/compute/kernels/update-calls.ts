import { type Optimiser, optimisers } from '@shared/optimisers/optimiser'
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

/** What an update tells its optimiser's kernel, which takes it after the addresses, by the kernel's name. */
export function updateScalars({
  optimiser,
  learningRate,
  update,
}: UpdateSettings): Readonly<Record<string, readonly number[]>> {
  switch (optimiser.type) {
    case 'adam': {
      const { beta1, beta2, epsilon } = optimiser
      const { rate, root } = adamFactors(optimiser, learningRate, update)
      return { adam: [beta1, beta2, 1 - beta1, 1 - beta2, rate, root, epsilon] }
    }
    case 'rmsprop':
      return { rmsprop: [optimiser.decay, 1 - optimiser.decay, learningRate, optimiser.epsilon] }
    case 'momentum':
      return { momentum: [optimiser.momentum, learningRate] }
    case 'sgd':
      return { sgd: [learningRate] }
  }
}

function moveCall({ weights, slots, gradient, bytes }: UpdatedPart, settings: UpdateSettings): KernelCall {
  const { type } = settings.optimiser
  const addresses = [weights, ...optimisers[type].slots.map((_name, i) => slot(slots, i)), gradient, bytes]
  return { kernel: type, numbers: [...addresses, ...(updateScalars(settings)[type] ?? [])] }
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
