import { readFileSync } from 'node:fs'
import { analysisOf } from '@shared/architecture/analysis'
import { serialise } from '@shared/architecture/edit/serialise'
import { pytorchCode } from '@shared/architecture/export/pytorch'
import { architectureSchema } from '@shared/architecture/export/schema'
import { architectureSvg } from '@shared/architecture/export/svg'
import { sizeOf } from '@shared/architecture/layer'
import { layers } from '@shared/architecture/layers/registry'
import { networksOf } from '@shared/architecture/networks'
import { ArchitectureSpec } from '@shared/architecture/spec'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { applyNetwork, networksOf as trainable } from '../../src-main/trainer/nets/network'
import { tensorOf, usePlainBackend } from '../support/eager'
import { architectures } from '../support/random-architectures'

beforeAll(usePlainBackend)

const folder = 'test/oracle/fixtures/exports'
const Listed = z.object({ shape: z.array(z.number()), values: z.array(z.number()) })
const Results = z.object({
  inputs: z.record(z.string(), Listed),
  state: z.record(z.string(), Listed),
  networks: z.record(z.string(), z.object({ parameters: z.number(), output: Listed })),
})
const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
const everyLayer = ArchitectureSpec.parse(JSON.parse(read('every-layer.json')))
const tensor = ({ shape, values }: z.infer<typeof Listed>) => tensorOf(Float32Array.from(values), shape)

const code = (spec: ArchitectureSpec): string => {
  return pytorchCode(
    spec.name,
    networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) })),
  )
}

describe('export to PyTorch', () => {
  it('is the code that PyTorch ran', () => {
    expect(code(everyLayer)).toBe(read('every-layer.py'))
  })

  it('covers every layer that the studio has', () => {
    const used = new Set<string>(
      networksOf(everyLayer).flatMap(({ network }) => network.layers.map(({ layer }) => layer.type)),
    )
    expect([...Object.keys(layers)].filter((type) => !used.has(type))).toEqual([])
  })

  it('has as many parameters and, with the weights carried over, the same output', () => {
    const results = Results.parse(JSON.parse(read('every-layer.results.json')))
    for (const network of trainable(everyLayer)) {
      const expected = results.networks[network.role]
      if (!expected) throw new Error(`PyTorch did not run the ${network.role}`)
      expect(expected.parameters).toBe(analysisOf(everyLayer, network.role).parameters)
      const state = Object.fromEntries(Object.entries(results.state).map(([name, value]) => [name, tensor(value)]))
      const { output } = applyNetwork(network, {
        mode: 'inference',
        output: 'as-built',
        state,
        source: (source) => tensor(results.inputs[source] ?? { shape: [], values: [] }),
        drawn: () => {
          throw new Error('nothing is drawn in inference')
        },
      })
      expect(output.shape).toEqual(expected.output.shape)
      const values = Array.from(output.dataSync())
      const worst = Math.max(...values.map((value, i) => Math.abs(value - (expected.output.values[i] ?? Number.NaN))))
      expect(worst).toBeLessThan(1e-5)
      expect(sizeOf(output.shape)).toBe(expected.output.values.length)
    }
  })
})

describe('export of JSON', () => {
  it('gives the same graph back', () => {
    fc.assert(
      fc.property(architectures, (spec) => {
        expect(ArchitectureSpec.parse(JSON.parse(serialise(spec)))).toEqual(spec)
      }),
    )
  })

  it('is described by the schema that is published', () => {
    expect(JSON.parse(readFileSync('docs/architecture.schema.json', 'utf8'))).toEqual(JSON.parse(architectureSchema()))
  })
})

describe('export of SVG', () => {
  it('has a card for each layer, a line for each connection and no markup of names', () => {
    const svg = architectureSvg({ ...everyLayer, name: 'a<b>&c' })
    const all = networksOf(everyLayer).flatMap(({ network }) => network.layers)
    expect(svg.match(/<rect x=/g)?.length).toBe(all.length)
    expect(svg.match(/<path /g)?.length).toBe(all.reduce((sum, { inputs }) => sum + inputs.length, 0))
    expect(svg).toContain('<title>a&lt;b&gt;&amp;c</title>')
  })
})
