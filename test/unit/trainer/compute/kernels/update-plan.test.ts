import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { soloCrew } from '../../../../../src-main/trainer/compute/kernels/crew'
import { kernelModules } from '../../../../../src-main/trainer/compute/kernels/modules'
import { updateCalls } from '../../../../../src-main/trainer/compute/kernels/update-calls'
import { planUpdate, type UpdatedTensor } from '../../../../../src-main/trainer/compute/kernels/update-plan'
import { stream } from '../../../../../src-shared/random/generator'

const LINE = 64

interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly mirrored: boolean
}

const matrix: fc.Arbitrary<Matrix> = fc.record({
  rows: fc.integer({ min: 1, max: 40 }).map((n) => 4 * n),
  columns: fc.integer({ min: 1, max: 12 }).map((n) => 4 * n),
  mirrored: fc.boolean(),
})

/** Tensors one after the other, each with two moments, a gradient, a running average and, where wanted, a mirror. */
function laidOut(matrices: readonly Matrix[]) {
  let top = LINE
  const place = (bytes: number) => {
    const address = top
    top += Math.ceil(bytes / LINE) * LINE
    return address
  }
  const tensors = matrices.map(({ rows, columns, mirrored }): UpdatedTensor => {
    const bytes = Math.ceil((rows * columns * 4) / LINE) * LINE
    return {
      bytes,
      weights: place(bytes),
      slots: [place(bytes), place(bytes)],
      gradient: place(bytes),
      average: place(bytes),
      mirror: mirrored ? { address: place(bytes), rows, columns } : undefined,
    }
  })
  return { tensors, bytes: top }
}

function updated(matrices: readonly Matrix[], workers: number): WebAssembly.Memory {
  const { tensors, bytes } = laidOut(matrices)
  const pages = Math.ceil(bytes / 65_536)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const all = new Float32Array(memory.buffer, 0, bytes / 4)
  stream(3, 'weights').fillUniform(all, 0, 1)
  const optimiser = { type: 'adam', learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 } as const
  const settings = { optimiser, learningRate: 0.1, update: 3, clipWeights: 0.5, decay: 0.75 }
  const shares = planUpdate(tensors, workers)
  soloCrew(memory, kernelModules()).run(shares.map((parts) => parts.flatMap((part) => updateCalls(part, settings))))
  return memory
}

const bitsOf = (memory: WebAssembly.Memory) => new Uint32Array(memory.buffer).slice()

describe('an update that is divided among workers', () => {
  it('gives the same bits for any number of them', () =>
    fc.assert(
      fc.property(
        fc.array(matrix, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 2, max: 5 }),
        (matrices, workers) => {
          const alone = bitsOf(updated(matrices, 1))
          expect(
            Buffer.compare(Buffer.from(alone.buffer), Buffer.from(bitsOf(updated(matrices, workers)).buffer)),
          ).toBe(0)
        },
      ),
      { numRuns: 30 },
    ))

  it('leaves every mirror as the transpose of its weights', () =>
    fc.assert(
      fc.property(fc.array(matrix, { minLength: 1, maxLength: 4 }), (matrices) => {
        const memory = updated(matrices, 3)
        for (const { weights, mirror } of laidOut(matrices).tensors) {
          if (mirror === undefined) continue
          const { rows, columns, address } = mirror
          const from = new Float32Array(memory.buffer, weights, rows * columns)
          const to = new Float32Array(memory.buffer, address, rows * columns)
          const wrong = to.findIndex((value, i) => value !== from[(i % rows) * columns + Math.floor(i / rows)])
          expect(wrong).toBe(-1)
          expect(from.every((value) => Math.abs(value) <= 0.5)).toBe(true)
        }
      }),
      { numRuns: 30 },
    ))
})
