import { sizeOf } from '@shared/architecture/layer'
import { layers as layerTypes } from '@shared/architecture/layers/registry'
import { analyseNetwork } from '@shared/architecture/network-analysis'
import { engine, ones, type Tensor } from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { applyLayer } from '../../../../src-main/trainer/nets/registry'
import { usePlainBackend } from '../../../support/eager'
import { validContext, validNetworks } from '../../../support/valid-networks'

beforeAll(usePlainBackend)

const BATCH = 2
const seen = new Set<string>()

it('the shape that is inferred for each layer of a valid network is the one that tfjs gives', () => {
  fc.assert(
    fc.property(validNetworks(), fc.boolean(), (network, training) => {
      const { layers, problems, output } = analyseNetwork(network, validContext)
      expect(problems).toEqual([])
      expect(layers.length).toBe(network.layers.length)
      engine().tidy(() => {
        const outputs = new Map<string, Tensor>()
        for (const { node, weights, shape } of layers) {
          seen.add(node.layer.type)
          const inputs = node.inputs.flatMap((name) => outputs.get(name) ?? [])
          const result = applyLayer(
            node.layer,
            inputs,
            Object.fromEntries(weights.map((weight) => [weight.name, ones([...weight.shape])])),
            {
              training,
              source: (name) => ones([BATCH, ...(validContext[name] ?? [])]),
              drawn: () => ones([BATCH, ...shape]),
            },
          )
          expect(result.output.shape).toEqual([BATCH, ...shape])
          expect(result.output.size).toBe(BATCH * sizeOf(shape))
          outputs.set(node.name, result.output)
        }
        expect(outputs.get(network.output)?.shape).toEqual([BATCH, ...(output ?? [])])
      })
    }),
  )
})

it('has seen every layer type', () => {
  expect(Object.keys(layerTypes).filter((type) => !seen.has(type))).toEqual([])
})
