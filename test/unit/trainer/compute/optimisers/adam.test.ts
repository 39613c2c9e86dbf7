import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assemble, kernelSource } from '../../../../../scripts/build-kernels.mjs'
import { adamBinary } from '../../../../../src-main/trainer/compute/kernels/adam-binary'
import { soloCrew } from '../../../../../src-main/trainer/compute/kernels/crew'
import { kernelModules } from '../../../../../src-main/trainer/compute/kernels/modules'
import { updateCalls } from '../../../../../src-main/trainer/compute/kernels/update-calls'

const count = 8
const bytes = count * 4

/** The formula of Kingma and Ba 2015, Algorithm 1, one number at a time in double precision. */
function oracle(
  start: number,
  gradients: readonly number[],
  a: { rate: number; b1: number; b2: number; epsilon: number },
) {
  let [weight, m, v] = [start, 0, 0]
  for (const [i, g] of gradients.entries()) {
    m = a.b1 * m + (1 - a.b1) * g
    v = a.b2 * v + (1 - a.b2) * g * g
    weight -= (a.rate * (m / (1 - a.b1 ** (i + 1)))) / (Math.sqrt(v / (1 - a.b2 ** (i + 1))) + a.epsilon)
  }
  return weight
}

function kernel() {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const view = (at: number) => new Float32Array(memory.buffer, at * 64, count)
  const [weights, first, second, gradient] = [view(1), view(2), view(3), view(4)]
  const crew = soloCrew(memory, kernelModules())
  const optimiser = { type: 'adam', learningRate: 0.01, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 } as const
  const part = { weights: 64, slots: [128, 192], gradient: 256, bytes, average: undefined, mirror: undefined }
  const step = (update: number) => crew.make(updateCalls(part, { optimiser, learningRate: 0.01, update }))
  return { weights, first, second, gradient, step }
}

describe('the Adam kernel', () => {
  it('is what its source assembles to', async () => {
    expect(Buffer.from(adamBinary, 'base64')).toEqual(Buffer.from(await assemble(kernelSource('adam'))))
    expect(await readFile(kernelSource('adam'), 'utf8')).toContain('(func (export "adam")')
  })

  it('follows the formula', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true }).filter((x) => Math.abs(x) > 1e-3)
    fc.assert(
      fc.property(number, fc.array(number, { minLength: 1, maxLength: 20 }), (start, gradients) => {
        const { weights, gradient, step } = kernel()
        weights.fill(start)
        for (const [i, g] of gradients.entries()) {
          gradient.fill(g)
          step(i + 1)
        }
        const expected = oracle(start, gradients, { rate: 0.01, b1: 0.5, b2: 0.999, epsilon: 1e-8 })
        for (const weight of weights) expect(Math.abs(weight - expected)).toBeLessThan(1e-5)
      }),
      { numRuns: 200, seed: 11 },
    )
  })

  it('changes nothing where the gradient was always zero', () => {
    const { weights, first, second, step } = kernel()
    weights.fill(0.25)
    step(1)
    expect([...weights, ...first, ...second]).toEqual([...new Array(count).fill(0.25), ...new Array(2 * count).fill(0)])
  })

  it('lets moments end at zero and not as subnormal numbers', () => {
    const { weights, first, gradient, step } = kernel()
    gradient.fill(1e-30)
    step(1)
    gradient.fill(0)
    for (let update = 2; update < 60; update++) step(update)
    expect([...first]).toEqual(new Array(count).fill(0))
    expect(weights.every(Number.isFinite)).toBe(true)
  })

  it('keeps NaN, so that divergence shows', () => {
    const { weights, gradient, step } = kernel()
    gradient.fill(Number.NaN)
    step(1)
    expect(weights.every(Number.isNaN)).toBe(true)
  })
})
