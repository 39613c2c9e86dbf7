import { input, matmul } from '../src-main/trainer/compute/compiler/build'
import { toOnnx } from '../src-main/trainer/compute/compiler/onnx'
import { chooseRuntime } from '../src-main/trainer/compute/runtime/choose'
import { stream } from '../src-shared/random/generator'
import type { Prepared } from './contender'

/** Rows and columns of the matrices whose product says what the machine can do. */
const SIZE = 1536

/** Floating-point operations of one product. */
export const gemmFlops = 2 * SIZE ** 3

/** A product of two large matrices through the engines' own runtime. */
export async function gemm(threads: number): Promise<Prepared | string> {
  const choice = await chooseRuntime(undefined, threads)
  if (!choice.available) return choice.reason
  const shape = [SIZE, SIZE]
  const matrix = (name: string) => {
    const values = new Float32Array(SIZE * SIZE)
    stream(1, name).fillNormal(values)
    return { values, shape }
  }
  const node = matmul(input('a', shape, 'float32'), input('b', shape, 'float32'))
  const model = await choice.runtime.load(
    toOnnx({ outputs: [{ name: 'c', node }] }),
    { a: matrix('a'), b: matrix('b') },
    { c: { values: new Float32Array(SIZE * SIZE), shape } },
  )
  return { preparation: null, about: choice.reason, apart: true, step: () => model.run(), stop: () => model.release() }
}
