import { readFileSync } from 'node:fs'
import { analysisOf } from '@shared/architecture/analysis'
import { pytorchCode } from '@shared/architecture/export/pytorch'
import { architectureSchema } from '@shared/architecture/export/schema'
import { architectureSvg } from '@shared/architecture/export/svg'
import { formatShape, Initialiser, sizeOf } from '@shared/architecture/layer'
import { layers } from '@shared/architecture/layers/registry'
import { networksOf } from '@shared/architecture/networks'
import { ArchitectureSpec } from '@shared/architecture/spec'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openPresets } from '../../src-main/presets/library'
import { initialState } from '../../src-main/trainer/nets/initial-state'
import { applyNetwork, networksOf as trainable } from '../../src-main/trainer/nets/network'
import { tensorOf, usePlainBackend } from '../support/eager'

beforeAll(usePlainBackend)

const folder = 'test/oracle/fixtures/exports'
const Listed = z.object({ shape: z.array(z.number()), values: z.array(z.number()) })
const Results = z.object({
  inputs: z.record(z.string(), Listed),
  state: z.record(z.string(), Listed),
  networks: z.record(z.string(), z.object({ parameters: z.number(), output: Listed })),
  /** Mean, deviation and fourth moment of what each weight starts from. */
  starts: z.record(z.string(), z.tuple([z.number(), z.number(), z.number()])),
})
const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8')
const architectureOf = (name: string) => ArchitectureSpec.parse(JSON.parse(read(`${name}.json`)))
const everyLayer = architectureOf('every-layer')
const tensor = ({ shape, values }: z.infer<typeof Listed>) => tensorOf(Float32Array.from(values), shape)

const code = (spec: ArchitectureSpec): string => {
  return pytorchCode(
    spec.name,
    networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) })),
  )
}

/** Mean, deviation, and the fourth moment of what is one deviation wide. */
function moments(lists: readonly Float32Array[]): readonly [number, number, number] {
  const values = lists.flatMap((list) => Array.from(list))
  const mean = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0) / values.length
  const middle = mean((value) => value)
  const deviation = Math.sqrt(mean((value) => (value - middle) ** 2))
  return [middle, deviation, deviation < 1e-9 ? 0 : mean((value) => ((value - middle) / deviation) ** 4)]
}

describe.each(['every-layer', 'every-start'])('export of %s to PyTorch', (name) => {
  const spec = architectureOf(name)
  const results = Results.parse(JSON.parse(read(`${name}.results.json`)))

  it('is the code that PyTorch ran', () => {
    expect(code(spec)).toBe(read(`${name}.py`))
  })

  it('has as many parameters and, with the weights carried over, the same output', () => {
    const state = Object.fromEntries(Object.entries(results.state).map(([key, value]) => [key, tensor(value)]))
    for (const network of trainable(spec)) {
      const expected = results.networks[network.role]
      if (!expected) throw new Error(`PyTorch did not run the ${network.role}`)
      expect(expected.parameters).toBe(analysisOf(spec, network.role).parameters)
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

  it('starts every weight as the studio does', () => {
    const states = Array.from({ length: 200 }, (_, seed) => initialState(spec, seed))
    const trained = trainable(spec).flatMap(({ role, layers: placed }) =>
      placed.flatMap(({ node, weights }) =>
        weights.flatMap((weight) => (weight.trainable ? [`${role}/${node.name}/${weight.name}`] : [])),
      ),
    )
    expect(Object.keys(results.starts).sort()).toEqual([...trained].sort())
    for (const [weight, [mean, deviation, fourth]] of Object.entries(results.starts)) {
      const ours = moments(states.map((state) => state[weight] ?? new Float32Array()))
      expect(Math.abs(ours[0] - mean), `mean of ${weight}`).toBeLessThanOrEqual(0.2 * deviation + 1e-6)
      expect(Math.abs(ours[1] - deviation), `deviation of ${weight}`).toBeLessThanOrEqual(0.15 * deviation + 1e-6)
      expect(Math.abs(ours[2] - fourth), `fourth moment of ${weight}`).toBeLessThan(0.8)
    }
  })
})

describe('the fixtures of the export to PyTorch', () => {
  it('cover every layer that the studio has', () => {
    const used = new Set<string>(
      networksOf(everyLayer).flatMap(({ network }) => network.layers.map(({ layer }) => layer.type)),
    )
    expect([...Object.keys(layers)].filter((type) => !used.has(type))).toEqual([])
  })

  it('start a bias in every way', () => {
    const used = new Set<string>(
      networksOf(architectureOf('every-start')).flatMap(({ network }) =>
        network.layers.flatMap(({ layer }) => ('bias' in layer && layer.bias ? [layer.biasInitialiser.type] : [])),
      ),
    )
    expect(Initialiser.options.map(({ shape }) => shape.type.value).filter((type) => !used.has(type))).toEqual([])
  })
})

describe('export of JSON', () => {
  it('is described by the schema that is published', () => {
    expect(JSON.parse(readFileSync('docs/architecture.schema.json', 'utf8'))).toEqual(JSON.parse(architectureSchema()))
  })
})

describe('export of SVG', () => {
  it('has a card for each layer, a line for each connection with its shape and no markup of names', () => {
    const svg = architectureSvg({ ...everyLayer, name: 'a<b>&c' })
    const all = networksOf(everyLayer).flatMap(({ network }) => network.layers)
    expect(svg.match(/<rect x=/g)?.length).toBe(all.length)
    expect(svg.match(/<path /g)?.length).toBe(all.reduce((sum, { inputs }) => sum + inputs.length, 0))
    const shapes = [...svg.matchAll(/<text class="flow [^>]*>([^<]*)</g)].map(([, shape]) => shape)
    const flowing = networksOf(everyLayer).flatMap(({ role, network }) =>
      analysisOf(everyLayer, role).layers.flatMap(({ node, shape }) =>
        network.layers.some(({ inputs }) => inputs.includes(node.name)) ? [formatShape(shape)] : [],
      ),
    )
    expect(shapes.toSorted()).toEqual(flowing.toSorted())
    expect(svg).toContain('<title>a&lt;b&gt;&amp;c</title>')
  })

  it('presses a title together that would reach its shape, and no other', () => {
    const preset = openPresets('resources/presets')
      .list()
      .find(({ id }) => id === 'dcgan')
    if (preset === undefined) throw new Error('the preset dcgan is missing')
    const titles = [
      ...architectureSvg(preset.config.architecture).matchAll(
        /<text class="title"[^>]*?(?: textLength="(\d+)"[^>]*)?>([^<]*)<\/text>\s*<text class="shape"[^>]*>([^<]*)/g,
      ),
    ].map(([, room, title, shape]) => `${title} ${shape} ${room}`)
    expect(titles).toContain('Transposed convolution 4×4×1024 168')
    expect(titles).toContain('Activation 4×4×1024 undefined')
  })
})
