import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { probeTensorFlow } from '../../../../../../src-main/trainer/compute/engines/tensorflow/probe'
import { temporaryFolder } from '../../../../../support/temporary-folder'

/** A file that a probe loads in the place of a binding. */
function binding(content: string): string {
  const file = join(temporaryFolder(), 'binding.cjs')
  writeFileSync(file, content)
  return file
}

/** A binding whose product of matrices is given. */
const answering = (product: readonly number[], log = '') => `
console.error(${JSON.stringify(log)})
module.exports = {
  TF_Version: '9.9.9',
  isUsingGpuDevice: () => false,
  createTensor: () => 1,
  executeOp: () => [{ id: 2 }],
  tensorDataSync: () => Float32Array.from([${product.join()}]),
}`

describe('a probe', () => {
  it('tells what works, and what TensorFlow says of CUDA', async () => {
    expect(await probeTensorFlow(binding(answering([19, 22, 43, 50])), {})).toEqual({
      state: 'works',
      version: '9.9.9',
      gpu: false,
      complaint: null,
    })
    const log =
      '2026-01-01 10:00:00.1: I external/cuda.cc:32] Could not find cuda drivers on your machine, GPU will not be used.'
    expect(await probeTensorFlow(binding(answering([19, 22, 43, 50], log)), {})).toMatchObject({
      complaint: 'Could not find cuda drivers on your machine, GPU will not be used.',
    })
  })

  it('gives the other process the environment of the engine', async () => {
    const file = binding(`${answering([19, 22, 43, 50])}\nmodule.exports.TF_Version = process.env.TF_SETTING`)
    expect(await probeTensorFlow(file, { TF_SETTING: 'given' })).toMatchObject({ version: 'given' })
  })

  it.each([
    ['computes something else', answering([0, 0, 0, 0]), /known answer/],
    ['prints something else', 'console.log("hello"); process.exit(0)', /known answer/],
    [
      'throws',
      'throw new Error("version `GLIBCXX_9\' not found")',
      /could not be loaded: version `GLIBCXX_9' not found/,
    ],
    [
      'misses a library',
      'throw new Error("libtensorflow_cc.so.2: cannot open shared object file: No such file or directory")',
      /A library that TensorFlow needs is gone: libtensorflow_cc\.so\.2/,
    ],
    ['ends its process', 'process.abort()', /ended its process \(SIGABRT\)/],
    [
      'has instructions that the processor lacks',
      'process.kill(process.pid, "SIGILL")',
      /processor lacks instructions/,
    ],
  ])('survives a library that %s, and says what to do', async (_what, content, message) => {
    const probed = await probeTensorFlow(binding(content), {})
    expect(probed).toMatchObject({ state: 'fails', reason: expect.stringMatching(message) })
    expect(probed).toMatchObject({ reason: expect.stringMatching(/Run “npm run setup:tensorflow/) })
  })

  it('ends a library that does not answer', async () => {
    const probed = await probeTensorFlow(binding('setInterval(() => {}, 1000)\n'.concat('for (;;);')), {}, 200)
    expect(probed).toMatchObject({ state: 'fails', reason: expect.stringMatching(/did not answer within 0.2 seconds/) })
  })
})
