import { readFileSync } from 'node:fs'
import { contextOf } from '@shared/architecture/context'
import { ArchitectureSpec } from '@shared/architecture/spec'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, expect, it } from 'vitest'
import { onnxNetwork } from '../../../../src-main/trainer/export/onnx-network'
import { initialState } from '../../../../src-main/trainer/nets/initial-state'
import { applyNetwork, networksOf, stateOf } from '../../../../src-main/trainer/nets/network'
import { stream } from '../../../../src-shared/random/generator'
import { tensorOf, tensorsOf, usePlainBackend } from '../../../support/eager'
import { architecture, chain, dense, layer } from '../../../support/networks'

beforeAll(usePlainBackend)

const fixture = 'test/oracle/fixtures/exports/every-layer.json'
const everyLayer = ArchitectureSpec.parse(JSON.parse(readFileSync(fixture, 'utf8')))
const SEED = 5

it('computes what the studio’s network does with the weights that a run of that seed starts from', async () => {
  const context = contextOf(everyLayer)
  for (const network of networksOf(everyLayer)) {
    const session = await InferenceSession.create(onnxNetwork(everyLayer, network.role, SEED))
    const inputs = Object.fromEntries(
      (['latent', 'image', 'label'] as const).map((source) => {
        const shape = [1, ...(context[source] ?? [])]
        const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
        stream(SEED, source).fillUniform(values, -1, 1)
        return [source, { shape, values }]
      }),
    )
    const fed = session.inputNames.map((name) => {
      const { values, shape } = inputs[name] ?? { values: new Float32Array(), shape: [] }
      return [name, new Tensor('float32', values, shape)] as const
    })
    const { output } = await session.run(Object.fromEntries(fed))
    await session.release()
    const expected = applyNetwork(network, {
      mode: 'inference',
      output: 'as-built',
      state: tensorsOf(stateOf(network), initialState(everyLayer, SEED)),
      source: (source) => {
        const { values, shape } = inputs[source] ?? { values: new Float32Array(), shape: [] }
        return tensorOf(values, shape)
      },
      drawn: () => {
        throw new Error('nothing is drawn in inference')
      },
    }).output
    expect(output?.dims).toEqual(expected.shape)
    const values = Array.from(expected.dataSync())
    for (const [i, value] of values.entries()) expect(Number(output?.data[i])).toBeCloseTo(value, 4)
  }
})

it('is not made of an architecture that does not hold together', () => {
  const broken = architecture({ generator: chain(layer.latent, dense(5)) })
  expect(() => onnxNetwork(broken, 'generator', 1)).toThrow(expect.objectContaining({ code: 'INVALID_CONFIG' }))
})
