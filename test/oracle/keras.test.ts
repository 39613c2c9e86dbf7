import { readFileSync } from 'node:fs'
import { analysisOf } from '@shared/architecture/analysis'
import { textFiles } from '@shared/architecture/export/formats'
import { tfjsJson } from '@shared/architecture/keras/document'
import { kerasNetwork } from '@shared/architecture/keras/network'
import { analyseNetwork } from '@shared/architecture/network-analysis'
import { ArchitectureSpec, type NetworkSpec } from '@shared/architecture/spec'
import { io, reshape, type Tensor } from '@tensorflow/tfjs-core'
import { loadLayersModel } from '@tensorflow/tfjs-layers'
import fc from 'fast-check'
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applyNetwork, networksOf } from '../../src-main/trainer/nets/network'
import { stream } from '../../src-shared/random/generator'
import { tensorOf, usePlainBackend } from '../support/eager'
import { validContext, validNetworks } from '../support/valid-networks'

beforeAll(usePlainBackend)

const folder = 'test/oracle/fixtures/exports'
const Listed = z.object({ shape: z.array(z.number()), values: z.array(z.number()) })
const Given = z.object({ inputs: z.record(z.string(), Listed), state: z.record(z.string(), Listed) })
const Result = z.object({ parameters: z.number(), output: Listed })
const Results = z.object({ networks: z.record(z.string(), z.object({ code: Result, json: Result })) })
const read = (name: string): string => readFileSync(`${folder}/${name}`, 'utf8')
const everyLayer = ArchitectureSpec.parse(JSON.parse(read('every-layer.json')))
const given = Given.parse(JSON.parse(read('every-layer.results.json')))
const tensor = (listed: z.infer<typeof Listed> | undefined): Tensor => {
  if (listed === undefined) throw new Error('it was not drawn')
  return tensorOf(Float32Array.from(listed.values), listed.shape)
}
const nothingDrawn = () => {
  throw new Error('nothing is drawn in inference')
}
const worst = (one: ArrayLike<number>, other: ArrayLike<number>): number =>
  Math.max(...Array.from(one, (value, i) => Math.abs(value - (other[i] ?? Number.NaN))))

describe('export to Keras', () => {
  it('is the code that Keras ran', () => {
    expect(textFiles(everyLayer, 'keras').map(({ text }) => text)).toEqual([read('keras_every_layer.py')])
  })

  it('has as many parameters and, with the weights carried over, the same output, as code and as a JSON model', () => {
    const results = Results.parse(JSON.parse(read('every-layer.keras.json')))
    const state = Object.fromEntries(Object.entries(given.state).map(([name, value]) => [name, tensor(value)]))
    for (const network of networksOf(everyLayer)) {
      const expected = results.networks[network.role]
      if (!expected) throw new Error(`Keras did not run the ${network.role}`)
      const { output } = applyNetwork(network, {
        mode: 'inference',
        output: 'as-built',
        state,
        source: (source) => tensor(given.inputs[source]),
        drawn: nothingDrawn,
      })
      for (const result of [expected.code, expected.json]) {
        expect(result.parameters).toBe(analysisOf(everyLayer, network.role).parameters)
        expect(output.shape).toEqual(result.output.shape)
        expect(worst(output.dataSync(), result.output.values)).toBeLessThan(1e-5)
      }
    }
  })
})

/** Weights of which no variance is negative, by the names of the studio. */
function drawnState(network: NetworkSpec, seed: number): Record<string, Tensor> {
  const analysis = analyseNetwork(network, validContext)
  const weights = analysis.layers.flatMap(({ node, weights: own }) =>
    own.map(({ name, shape }) => ({ name: `${node.name}/${name}`, shape })),
  )
  return Object.fromEntries(
    weights.map(({ name, shape }) => {
      const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
      const generator = stream(seed, `weights/${name}`)
      for (let i = 0; i < values.length; i++) {
        const value = 0.3 * generator.normal()
        values[i] = name.endsWith('variance') ? 0.5 + Math.abs(value) : value
      }
      return [name, tensorOf(values, shape)]
    }),
  )
}

describe('export to TF.js layers', () => {
  it('is read by TF.js, with as many parameters and, with the weights carried over, the same output', async () => {
    const networks = validNetworks(
      (layer) => layer.type !== 'pooling' || layer.kind === 'average' || layer.padding === 0,
    )
    await fc.assert(
      fc.asyncProperty(networks, fc.nat({ max: 1000 }), async (network, seed) => {
        const analysis = analyseNetwork(network, validContext)
        const result = kerasNetwork({ role: 'generator', network, analysis }, 'tfjs')
        if (!result.ok) throw new Error(JSON.stringify(result.problems))
        const { modelTopology } = z
          .object({ modelTopology: z.object({}).loose() })
          .parse(JSON.parse(tfjsJson(result.network)))
        const model = await loadLayersModel(io.fromMemory({ modelTopology }))
        const state = drawnState(network, seed)
        for (const { name, weights } of result.network.layers) {
          if (weights.length === 0) continue
          const layer = model.getLayer(name)
          layer.setWeights(
            layer.getWeights().map((own, i) => {
              const value = state[weights[i] ?? '']
              if (value === undefined) throw new Error(`no ${weights[i]}`)
              return reshape(value, own.shape)
            }),
          )
        }
        const sources = analysis.layers.flatMap(({ node }) => (node.layer.type === 'input' ? [node.layer.source] : []))
        const inputs = new Map(
          sources.map((source) => {
            const shape = [2, ...(validContext[source] ?? [])]
            const values = new Float32Array(shape.reduce((product, size) => product * size, 1))
            stream(seed, `input/${source}`).fillUniform(values, -1, 1)
            return [source, tensorOf(values, shape)]
          }),
        )
        const ours = applyNetwork(
          { role: 'generator', layers: analysis.layers, output: network.output },
          {
            mode: 'inference',
            output: 'as-built',
            state: Object.fromEntries(Object.entries(state).map(([name, value]) => [`generator/${name}`, value])),
            source: (source) => inputs.get(source) ?? tensorOf(new Float32Array(), [0]),
            drawn: nothingDrawn,
          },
        ).output
        const theirs = model.predict(sources.flatMap((source) => inputs.get(source) ?? []))
        if (Array.isArray(theirs)) throw new Error('there is one output')
        const trainable = model.trainableWeights.reduce(
          (sum, { shape }) => sum + shape.reduce<number>((product, size) => product * (size ?? 1), 1),
          0,
        )
        expect(trainable).toBe(analysis.parameters)
        expect(theirs.shape).toEqual(ours.shape)
        const scale = Math.max(1, ...ours.dataSync().map(Math.abs))
        expect(worst(ours.dataSync(), theirs.dataSync()) / scale).toBeLessThan(1e-5)
        model.dispose()
      }),
      { numRuns: 60 },
    )
  })
})
