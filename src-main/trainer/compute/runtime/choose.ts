import { availableParallelism } from 'node:os'
import { binary, input, matmul } from '../compiler/build'
import { toOnnx } from '../compiler/onnx'
import { openCApi } from './c-api'
import { openNodeBinding } from './node-binding'
import type { Runtime } from './runtime'

/** The runtime that is used, or why there is none. `reason` is for people. */
export type RuntimeChoice =
  | { readonly available: true; readonly runtime: Runtime; readonly reason: string }
  | { readonly available: false; readonly reason: string }

/** Threads for the work of one run: `GAN_STUDIO_THREADS` if it is a positive integer, else all that the process may use. */
export function threadCount(setting: string | undefined = process.env['GAN_STUDIO_THREADS']): number {
  const wanted = Number(setting)
  return Number.isInteger(wanted) && wanted > 0 ? wanted : availableParallelism()
}

/** Runs a small model with a known answer twice, so that memory that was not bound in place would show. */
export async function selfTest(runtime: Runtime): Promise<void> {
  const x = input('x', [2, 2], 'float32')
  const y = input('y', [2, 2], 'float32')
  const model = toOnnx({ outputs: [{ name: 'z', node: binary('Add', matmul(x, y), x) }] })
  const values = { x: Float32Array.of(1, 2, 3, 4), y: Float32Array.of(5, 6, 7, 8), z: new Float32Array(4) }
  const bound = (array: Float32Array) => ({ values: array, shape: [2, 2] })
  const loaded = await runtime.load(model, { x: bound(values.x), y: bound(values.y) }, { z: bound(values.z) })
  const expect = async (...expected: number[]): Promise<void> => {
    await loaded.run()
    if (expected.some((value, i) => value !== values.z[i])) throw new Error('a model with a known answer gave another')
  }
  try {
    await expect(20, 24, 46, 54)
    values.x.fill(1)
    await expect(13, 15, 13, 15)
  } finally {
    loaded.release()
  }
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** The ways to reach ONNX Runtime, fastest first. */
export const runtimeOpeners: readonly ((threads: number) => Promise<Runtime>)[] = [openCApi, openNodeBinding]

/** The first runtime that passes its self-test. */
export async function chooseRuntime(
  openers: readonly ((threads: number) => Promise<Runtime>)[] = runtimeOpeners,
  threads = threadCount(),
): Promise<RuntimeChoice> {
  const failures: string[] = []
  for (const open of openers) {
    try {
      const runtime = await open(threads)
      await selfTest(runtime)
      const how = `ONNX Runtime ${runtime.version} through its ${runtime.title}`
      const note = failures.length === 0 ? '' : ` (the faster way failed: ${failures.join('; ')})`
      return { available: true, runtime, reason: `${how} passed its self-test${note}.` }
    } catch (cause) {
      failures.push(messageOf(cause))
    }
  }
  return { available: false, reason: `ONNX Runtime cannot be used here: ${failures.join('; ')}.` }
}
