import { describe, expect, it } from 'vitest'
import { input, matmul } from '../../../../../src-main/trainer/compute/compiler/build'
import { toOnnx } from '../../../../../src-main/trainer/compute/compiler/onnx'
import { openCApi } from '../../../../../src-main/trainer/compute/runtime/c-api'
import {
  chooseRuntime,
  runtimeOpeners,
  selfTest,
  threadCount,
} from '../../../../../src-main/trainer/compute/runtime/choose'
import type { Runtime } from '../../../../../src-main/trainer/compute/runtime/runtime'

const size = 3
const bound = (values: Float32Array) => ({ values, shape: [size, size] })
const product = () =>
  toOnnx({
    outputs: [{ name: 'c', node: matmul(input('a', [size, size], 'float32'), input('b', [size, size], 'float32')) }],
  })

describe.each(runtimeOpeners.map((open) => ({ name: open.name, open })))('$name', ({ open }) => {
  it('passes the self-test', async () => {
    const runtime = await open(2)
    await selfTest(runtime)
    expect(runtime.threads).toBe(2)
    expect(runtime.version).toMatch(/^\d+\.\d+/)
  })

  it('reads and writes bound memory in place, also memory of WebAssembly', async () => {
    const runtime = await open(2)
    const memory = new WebAssembly.Memory({ initial: 1 })
    const view = (at: number) => new Float32Array(memory.buffer, at * 64, size * size)
    const [a, b, c] = [view(0), view(1), view(2)]
    const model = await runtime.load(product(), { a: bound(a), b: bound(b) }, { c: bound(c) })
    a.set([1, 0, 0, 0, 2, 0, 0, 0, 3])
    b.fill(1)
    await model.run()
    expect([...c]).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3])
    b.fill(-1)
    await model.run()
    expect([...c]).toEqual([-1, -1, -1, -2, -2, -2, -3, -3, -3])
    model.release()
  })

  it('refuses a damaged model and an input that is missing', async () => {
    const runtime = await open(2)
    const [a, c] = [new Float32Array(9), new Float32Array(9)]
    await expect(runtime.load(new Uint8Array(100), {}, {})).rejects.toThrow()
    const incomplete = async () => {
      const model = await runtime.load(product(), { a: bound(a) }, { c: bound(c) })
      await model.run()
    }
    await expect(incomplete()).rejects.toThrow()
  })
})

it('leaves the event loop free during a run of the C API', async () => {
  const runtime = await openCApi(2)
  const n = 1024
  const x = input('x', [n, n], 'float32')
  const big = new Float32Array(n * n).fill(1 / n)
  const out = new Float32Array(n * n)
  const power = matmul(matmul(matmul(x, x), x), x)
  const model = await runtime.load(
    toOnnx({ outputs: [{ name: 'y', node: power }] }),
    { x: { values: big, shape: [n, n] } },
    { y: { values: out, shape: [n, n] } },
  )
  const order: string[] = []
  const running = model.run().then(() => order.push('run'))
  setImmediate(() => order.push('loop'))
  await running
  expect(order).toEqual(['loop', 'run'])
  expect(out[5]).toBeCloseTo(1 / n, 8)
  model.release()
})

describe('chooseRuntime', () => {
  const broken = async (): Promise<Runtime> => {
    throw new Error('no library')
  }
  const wrong = async (): Promise<Runtime> => ({
    title: 'wrong',
    version: '0',
    threads: 1,
    load: async () => ({ run: async () => undefined, release: () => undefined }),
  })

  it('takes the first that gives the right answer and says why', async () => {
    const choice = await chooseRuntime([broken, wrong, ...runtimeOpeners], 2)
    expect(choice.available).toBe(true)
    expect(choice.reason).toMatch(/C API.*passed its self-test.*no library; .*known answer/)
  })

  it('says why there is none', async () => {
    expect(await chooseRuntime([broken], 2)).toEqual({
      available: false,
      reason: 'ONNX Runtime cannot be used here: no library.',
    })
  })
})

describe('threadCount', () => {
  it.each([
    ['3', 3],
    ['1', 1],
  ])('takes %s from the environment', (setting, threads) => expect(threadCount(setting)).toBe(threads))

  it.each([undefined, '', '0', '-1', 'two', '1.5'])('uses the machine where the setting is %s', (setting) =>
    expect(threadCount(setting)).toBeGreaterThanOrEqual(1),
  )
})
