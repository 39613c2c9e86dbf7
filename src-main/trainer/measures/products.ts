import { matMul } from '@tensorflow/tfjs-core'
import type { Engine, Executor, Program } from '../compute/engine'
import { pick } from '../nets/layer'
import type { Points } from './points'

/** The scalar products of every point of `a` with every point of `b`: [a.count, b.count], row-major. */
export interface Products {
  of(a: Points, b: Points): Promise<Float32Array | Float64Array>
}

/** Scalar products in plain JavaScript, summed in float64: the oracle of the others. */
export const plainProducts: Products = {
  async of(a, b) {
    const { size } = a
    const result = new Float64Array(a.count * b.count)
    for (let i = 0; i < a.count; i++) {
      const row = a.values.subarray(i * size, i * size + size)
      for (let j = 0; j < b.count; j++) {
        const start = j * size
        let sum = 0
        for (let k = 0; k < size; k++) sum += (row[k] ?? 0) * (b.values[start + k] ?? 0)
        result[i * b.count + j] = sum
      }
    }
    return result
  },
}

const INFERENCE = 'products'

const programOf = (rows: number, columns: number, size: number): Program => ({
  state: [],
  phases: [],
  inferences: [
    {
      name: INFERENCE,
      feeds: [
        { name: 'a', shape: [rows, size], type: 'float32' },
        { name: 'b', shape: [columns, size], type: 'float32' },
      ],
      output: [rows, columns],
      compute: (_state, feeds) => matMul(pick(feeds, 'a'), pick(feeds, 'b'), false, true),
    },
  ],
})

/** The least power of two that is no less: few programs then serve every number of points. */
const roundedUp = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(16, count)))

function feedOf(executor: Executor, name: string): Float32Array {
  const feed = executor.feeds[INFERENCE]?.[name]
  if (!(feed instanceof Float32Array)) throw new Error(`the products have no feed “${name}”`)
  return feed
}

/** Scalar products on an engine, in float32: many times faster than JavaScript's. Calls must not overlap. */
export class EngineProducts implements Products {
  readonly #engine: Engine
  readonly #executors = new Map<string, Executor>()

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async of(a: Points, b: Points): Promise<Float32Array> {
    const [rows, columns] = [roundedUp(a.count), roundedUp(b.count)]
    const executor = await this.#executor(rows, columns, a.size)
    // What an earlier call left in the rest of the buffers gives products that are cut off below.
    feedOf(executor, 'a').set(a.values)
    feedOf(executor, 'b').set(b.values)
    const all = await executor.infer(INFERENCE)
    if (columns === b.count) return all.subarray(0, a.count * columns)
    const result = new Float32Array(a.count * b.count)
    for (let i = 0; i < a.count; i++) result.set(all.subarray(i * columns, i * columns + b.count), i * b.count)
    return result
  }

  async #executor(rows: number, columns: number, size: number): Promise<Executor> {
    const key = `${rows}×${columns}×${size}`
    const known = this.#executors.get(key)
    if (known) return known
    const executor = await this.#engine.prepare(programOf(rows, columns, size), {})
    this.#executors.set(key, executor)
    return executor
  }

  dispose(): void {
    for (const executor of this.#executors.values()) executor.dispose()
    this.#executors.clear()
  }
}
