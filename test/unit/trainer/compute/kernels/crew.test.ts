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
    soloCrew(memory, modules).run([[turnRows(0, ROWS)]])
    expect(result(memory)).toEqual(transposed)
  })
})

describe('a crew', () => {
  it.each([1, 2, 3])('of %i does all calls of all its members, again and again', async (threads) => {
    const memory = memoryWithMatrix()
    const crew = await startCrew(memory, modules, threads)
    started.push(crew)
    expect(crew.size).toBe(threads)
    const shares = [[turnRows(0, 4)], [turnRows(4, 4)], [turnRows(8, 4)]].slice(0, threads)
    const rest = threads < 3 ? [turnRows(4 * threads, ROWS - 4 * threads)] : []
    for (let time = 0; time < 200; time++) {
      new Float32Array(memory.buffer, TO, ROWS * COLUMNS).fill(-1)
      crew.run(shares.map((share, i) => (i === 0 ? [...share, ...rest] : share)))
      expect(result(memory)).toEqual(transposed)
    }
  })

  it('does what does not fit into one message itself', async () => {
    const memory = memoryWithMatrix()
    const crew = await startCrew(memory, modules, 2)
    started.push(crew)
    const many = Array.from({ length: 12_000 }, () => turnRows(0, 4))
    crew.run([[], [...many, turnRows(4, 8)]])
    expect(result(memory)).toEqual(transposed)
  })

  it('reports what failed in a helper', async () => {
    const memory = memoryWithMatrix()
    const crew = await startCrew(memory, modules, 2)
    started.push(crew)
    const outside: KernelCall = { kernel: 'turn', numbers: [FROM, 70_000, 4, 4, 16] }
    expect(() => crew.run([[], [outside]])).toThrow('a helper failed')
  })
})
