import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Crew, soloCrew, startCrew } from '../../../../../src-main/trainer/compute/kernels/crew'
import { kernelModules } from '../../../../../src-main/trainer/compute/kernels/modules'
import { updateCalls, updateScalars } from '../../../../../src-main/trainer/compute/kernels/update-calls'
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

const optimiser = { type: 'adam', learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 1e-8 } as const
const settings = { optimiser, learningRate: 0.1, update: 3, clipWeights: 0.5, decay: 0.75 }

/** What an update makes of tensors, in the parts that are planned, or in one. */
async function updated(
  matrices: readonly Matrix[],
  crewOf: (memory: WebAssembly.Memory) => Crew | Promise<Crew>,
): Promise<WebAssembly.Memory> {
  const { tensors, bytes } = laidOut(matrices)
  const pages = Math.ceil(bytes / 65_536)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const all = new Float32Array(memory.buffer, 0, bytes / 4)
  stream(3, 'weights').fillUniform(all, 0, 1)
  const crew = await crewOf(memory)
  const before = { ...settings, learningRate: 5, update: 1 }
  crew.prepare(planUpdate(tensors).map((part) => updateCalls(part, before))).run(updateScalars(settings))
  crew.dismiss()
  return memory
}

/** The same, each tensor as a whole. */
function updatedWhole(matrices: readonly Matrix[]): WebAssembly.Memory {
  const { tensors, bytes } = laidOut(matrices)
  const pages = Math.ceil(bytes / 65_536)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  stream(3, 'weights').fillUniform(new Float32Array(memory.buffer, 0, bytes / 4), 0, 1)
  const crew = soloCrew(memory, kernelModules())
  for (const tensor of tensors) {
    const { mirror } = tensor
    const turned = mirror && { to: mirror.address, rows: mirror.rows, columns: mirror.columns, stride: mirror.rows * 4 }
    const length = mirror === undefined ? tensor.bytes : mirror.rows * mirror.columns * 4
    crew.make(updateCalls({ ...tensor, bytes: length, mirror: turned }, settings))
  }
  return memory
}

const bitsOf = (memory: WebAssembly.Memory) => new Uint32Array(memory.buffer).slice()

const large: readonly Matrix[] = [
  { rows: 300, columns: 260, mirrored: true },
  { rows: 400, columns: 200, mirrored: false },
  { rows: 4, columns: 4, mirrored: true },
]

describe('an update that is done in parts', () => {
  it.each([1, 2, 3])('gives the bits of whole tensors, with what is told last, on %i threads', async (threads) => {
    const whole = bitsOf(updatedWhole(large))
    const parts = bitsOf(await updated(large, (memory) => startCrew(memory, kernelModules(), threads)))
    expect(Buffer.compare(Buffer.from(parts.buffer), Buffer.from(whole.buffer))).toBe(0)
  })

  it('leaves every mirror as the transpose of its weights', () =>
    fc.assert(
      fc.asyncProperty(fc.array(matrix, { minLength: 1, maxLength: 4 }), async (matrices) => {
        const memory = await updated(matrices, (one) => soloCrew(one, kernelModules()))
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
