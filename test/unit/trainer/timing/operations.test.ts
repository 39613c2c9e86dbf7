import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as b from '../../../../src-main/trainer/compute/compiler/build'
import { isWork } from '../../../../src-main/trainer/compute/compiler/cost'
import { type Node, nodesOf } from '../../../../src-main/trainer/compute/compiler/graph'
import { toOnnx } from '../../../../src-main/trainer/compute/compiler/onnx'
import { runtimeOpeners } from '../../../../src-main/trainer/compute/runtime/choose'
import { parseProfile, readProfile } from '../../../../src-main/trainer/compute/runtime/profile'
import { measuredOperations } from '../../../../src-main/trainer/timing/operations'
import { temporaryFolder } from '../../../support/temporary-folder'

const x = b.input('x', [64, 48], 'float32')
const w = b.input('w', [48, 32], 'float32')
// A product that ONNX Runtime puts together with the sum and the activation after it, and operations that stay by themselves.
const dense = b.unary('Relu', b.binary('Add', b.matmul(x, w), b.fill(0.5, [32])))
const graph = { outputs: [{ name: 'y', node: b.unary('Tanh', b.matmul(dense, dense, true, false)) }] }

describe.each(runtimeOpeners.map((open) => ({ name: open.name, open })))('a profile of $name', ({ open }) => {
  it('gives the time of every operation that is run, by the graph’s own names', async () => {
    const runtime = await open(2)
    const profile = join(temporaryFolder(), 'profile')
    const origins = new Map<string, Node>()
    const memory = { x: new Float32Array(64 * 48), w: new Float32Array(48 * 32), y: new Float32Array(32 * 32) }
    const model = await runtime.load(
      toOnnx(graph, origins),
      { x: { values: memory.x, shape: [64, 48] }, w: { values: memory.w, shape: [48, 32] } },
      { y: { values: memory.y, shape: [32, 32] } },
      { profile },
    )
    for (let i = 0; i < 3; i++) await model.run()
    model.release()
    const runs = await readProfile(profile)
    expect(runs).toHaveLength(3)
    for (const { milliseconds, operations } of runs) {
      const sum = operations.reduce((total, each) => total + each.milliseconds, 0)
      expect(sum).toBeLessThanOrEqual(milliseconds + 0.001 * operations.length)
    }
    const { operations, added, slowest } = measuredOperations(graph, origins, runs)
    expect(operations.map(({ operation, count }) => [operation, count]).sort()).toEqual([
      ['binary Add', 1],
      ['matmul', 2],
      ['unary Relu', 1],
      ['unary Tanh', 1],
    ])
    const times = new Map(operations.map(({ operation, milliseconds }) => [operation, milliseconds]))
    expect(times.get('matmul')).toBeGreaterThan(0)
    // Everything that the runtime ran is told, once.
    const told = [...operations, ...added].reduce((total, each) => total + (each.milliseconds ?? 0), 0)
    const ran = runs.flatMap((run) => run.operations).reduce((total, each) => total + each.milliseconds, 0)
    expect(told).toBeCloseTo(ran / runs.length, 6)
    expect(slowest.map(({ operation }) => operation)).toContain('matmul')
    expect(slowest.find(({ output }) => output[0] === 32)?.flops).toBeGreaterThan(0)
  })
})

describe('the names of a written model', () => {
  it('lead back to the node of the graph, those of helpers too', () => {
    const image = b.input('image', [2, 4, 4, 3], 'float32')
    const convolved = b.convolution(image, b.input('k', [2, 2, 3, 5], 'float32'), {
      ...{ batch: 2, inHeight: 4, inWidth: 4, inChannels: 3, outHeight: 2, outWidth: 2, outChannels: 5 },
      ...{ kernelHeight: 2, kernelWidth: 2, strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1 },
      ...{ top: 0, left: 0, bottom: 0, right: 0 },
    })
    const origins = new Map<string, Node>()
    toOnnx({ outputs: [{ name: 'y', node: convolved }] }, origins)
    // Two transposes, the convolution, and the transpose of the result.
    expect([...origins.values()]).toEqual([convolved, convolved, convolved, convolved])
    expect(nodesOf({ outputs: [{ name: 'y', node: convolved }] }).filter(isWork)).toEqual([convolved])
  })
})

describe('the text of a profile', () => {
  const event = (cat: string, name: string, ts: number, dur: number) => ({ cat, name, ts, dur, ph: 'X' })

  it('falls into runs by time, whatever the order of its events', () => {
    const text = JSON.stringify([
      event('Node', 'b_kernel_time', 115, 2),
      event('Session', 'model_run', 100, 20),
      event('Node', 'a_kernel_time', 101, 5),
      event('Node', 'a_fence_before', 100, 1),
      { ph: 'M', name: 'a line of another kind' },
      event('Session', 'model_run', 10, 9),
      event('Node', 'a_kernel_time', 12, 3),
      event('Node', 'early_kernel_time', 1, 3),
    ])
    const operation = (name: string, milliseconds: number) => ({ name, operator: name, milliseconds })
    expect(parseProfile(text)).toEqual([
      { milliseconds: 0.009, operations: [operation('a', 0.003)] },
      { milliseconds: 0.02, operations: [operation('a', 0.005), operation('b', 0.002)] },
    ])
  })

  it('must be a profile', () => {
    expect(() => parseProfile('{"not": "a list"}')).toThrow()
    expect(() => parseProfile('[')).toThrow()
  })
})
