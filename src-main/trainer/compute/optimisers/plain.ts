import type { Adam, Momentum, Optimiser, RmsProp } from '@shared/optimisers/optimiser'

/** One trained tensor: its weights, what the optimiser keeps for it in the order of its slots, and its gradient. */
export interface PlainOperands {
  readonly weights: Float32Array
  readonly slots: readonly Float32Array[]
  readonly gradient: Float32Array
}

function slot(slots: readonly Float32Array[], index: number): Float32Array {
  const values = slots[index]
  if (values === undefined) throw new RangeError(`the optimiser lacks its slot ${index}`)
  return values
}

function adam({ weights, slots, gradient }: PlainOperands, a: Adam, learningRate: number, update: number): void {
  const [first, second] = [slot(slots, 0), slot(slots, 1)]
  const rate = learningRate / (1 - a.beta1 ** update)
  const correction = Math.sqrt(1 - a.beta2 ** update)
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] ?? 0
    const m = a.beta1 * (first[i] ?? 0) + (1 - a.beta1) * g
    const v = a.beta2 * (second[i] ?? 0) + (1 - a.beta2) * g * g
    first[i] = m
    second[i] = v
    weights[i] = (weights[i] ?? 0) - (rate * m) / (Math.sqrt(v) / correction + a.epsilon)
  }
}

function rmsprop({ weights, slots, gradient }: PlainOperands, r: RmsProp, learningRate: number): void {
  const square = slot(slots, 0)
  for (let i = 0; i < weights.length; i++) {
    const g = gradient[i] ?? 0
    const v = r.decay * (square[i] ?? 0) + (1 - r.decay) * g * g
    square[i] = v
    weights[i] = (weights[i] ?? 0) - (learningRate * g) / (Math.sqrt(v) + r.epsilon)
  }
}

function momentum({ weights, slots, gradient }: PlainOperands, m: Momentum, learningRate: number): void {
  const velocity = slot(slots, 0)
  for (let i = 0; i < weights.length; i++) {
    const b = m.momentum * (velocity[i] ?? 0) + (gradient[i] ?? 0)
    velocity[i] = b
    weights[i] = (weights[i] ?? 0) - learningRate * b
  }
}

function sgd({ weights, gradient }: PlainOperands, learningRate: number): void {
  for (let i = 0; i < weights.length; i++) weights[i] = (weights[i] ?? 0) - learningRate * (gradient[i] ?? 0)
}

/**
 * Moves one tensor in place, one number at a time, in double precision but for what is stored.
 * @param update number of this update, from 1
 */
export function movePlainly(operands: PlainOperands, optimiser: Optimiser, learningRate: number, update: number): void {
  switch (optimiser.type) {
    case 'adam':
      adam(operands, optimiser, learningRate, update)
      return
    case 'rmsprop':
      rmsprop(operands, optimiser, learningRate)
      return
    case 'momentum':
      momentum(operands, optimiser, learningRate)
      return
    case 'sgd':
      sgd(operands, learningRate)
      return
  }
}
