import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { assemble, kernelSource } from '../../../../../scripts/build-kernels.mjs'
import type { KernelCall } from '../../../../../src-main/trainer/compute/kernels/call'
import { type Crew, soloCrew, startCrew } from '../../../../../src-main/trainer/compute/kernels/crew'
import { turnBinary } from '../../../../../src-main/trainer/compute/kernels/turn-binary'

const binary = Buffer.from(turnBinary, 'base64')
const modules = [new WebAssembly.Module(binary)]
const ROWS = 12
const COLUMNS = 20
const FROM = 64
const TO = FROM + ROWS * COLUMNS * 4

const started: Crew[] = []
afterEach(() => {
  for (const crew of started.splice(0)) crew.dismiss()
})

function memoryWithMatrix(): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  new Float32Array(memory.buffer, FROM, ROWS * COLUMNS).forEach((_, i, matrix) => {
    matrix[i] = i
  })
  return memory
}

const turnRows = (first: number, rows: number): KernelCall => ({
  kernel: 'turn',
  numbers: [FROM + first * COLUMNS * 4, TO + first * 4, rows, COLUMNS, ROWS * 4],
})

const transposed = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => (i % ROWS) * COLUMNS + Math.floor(i / ROWS))
const result = (memory: WebAssembly.Memory) => new Float32Array(memory.buffer, TO, ROWS * COLUMNS).slice()

describe('the kernel that turns a matrix', () => {
  it('is what its source assembles to', async () => {
    expect(binary).toEqual(Buffer.from(await assemble(kernelSource('turn'))))
    expect(await readFile(kernelSource('turn'), 'utf8')).toContain('(func (export "turn")')
  })

  it('writes the transpose', () => {
    const memory = memoryWithMatrix()
    soloCrew(memory, modules).make([turnRows(0, ROWS)])
    expect(result(memory)).toEqual(transposed)
  })
})

describe('a crew', () => {
  it.each([1, 2, 3])('of %i does all parts of all its works, again and again', async (threads) => {
    const memory = memoryWithMatrix()
    const crew = await startCrew(memory, modules, threads)
    started.push(crew)
    expect(crew.size).toBe(threads)
    const works = [
      crew.prepare([[turnRows(0, 4), turnRows(4, 4)], [turnRows(8, 4)]]),
      crew.prepare([[turnRows(8, 4)], [turnRows(4, 4)], [turnRows(0, 4)]]),
    ]
    for (let time = 0; time < 400; time++) {
      new Float32Array(memory.buffer, TO, ROWS * COLUMNS).fill(-1)
      works[time % 2]?.run()
      expect(result(memory)).toEqual(transposed)
    }
  })

  it('does work that there is no room to write down', async () => {
    const memory = memoryWithMatrix()
    const crew = await startCrew(memory, modules, 2)
    started.push(crew)
    const many = Array.from({ length: 40_000 }, () => [turnRows(0, 4)])
    crew.prepare([...many, [turnRows(4, 8)]]).run()
    expect(result(memory)).toEqual(transposed)
  })

  it('reports what failed, and does the rest', async () => {
    const memory = memoryWithMatrix()
    const crew = await startCrew(memory, modules, 2)
    started.push(crew)
    const outside: KernelCall = { kernel: 'turn', numbers: [FROM, 70_000, 4, 4, 16] }
    const parts = [[outside], ...Array.from({ length: 50 }, () => [turnRows(0, ROWS)])]
    expect(() => crew.prepare(parts).run()).toThrow()
    expect(result(memory)).toEqual(transposed)
  })
})
