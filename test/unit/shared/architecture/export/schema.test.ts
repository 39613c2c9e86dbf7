import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialise } from '@shared/architecture/edit/serialise'
import { ArchitectureSpec } from '@shared/architecture/spec'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { resourcesFolder } from '../../../../../src-main/resources'
import { architecture, chain, dense, layer } from '../../../../support/networks'
import { architectures } from '../../../../support/random-architectures'

const schema = z
  .object({ $id: z.string() })
  .loose()
  .parse(JSON.parse(readFileSync('docs/architecture.schema.json', 'utf8')))
const describes = new Ajv2020({ strict: true, allErrors: true }).compile(schema)

const folder = join(resourcesFolder(), 'presets')
const Preset = z.object({ config: z.object({ architecture: z.unknown() }) })

describe('the JSON Schema of architectures', () => {
  it('has a name of its own', () => {
    expect(schema.$id).toBe('urn:gan-studio:architecture:2')
  })

  it.each(readdirSync(folder))('describes the architecture of %s', (file) => {
    const { architecture: spec } = Preset.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))).config
    expect(describes(spec), JSON.stringify(describes.errors)).toBe(true)
  })

  it('describes what the studio writes, any layers', () => {
    fc.assert(
      fc.property(architectures, (spec) => {
        expect(describes(JSON.parse(serialise(spec))), JSON.stringify(describes.errors)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  const whole = architecture()
  const withLayer = (one: object): unknown => {
    const judge = chain(layer.image, layer.flatten, dense(1))
    const layers = judge.layers.map((node) =>
      node.name === 'l2' ? { ...node, layer: { ...node.layer, ...one } } : node,
    )
    return { ...whole, networks: { ...whole.networks, discriminator: { ...judge, layers } } }
  }
  it.each<readonly [string, unknown]>([
    ['no object', 'text'],
    ['another version', { ...whole, version: 9 }],
    ['a family that there is not', { ...whole, family: 'transformer' }],
    ['a network too few', { ...whole, networks: { generator: whole.networks.generator } }],
    ['a network of another family', { ...whole, networks: { ...whole.networks, encoder: whole.networks.generator } }],
    ['two channels', { ...whole, image: { height: 2, width: 2, channels: 2 } }],
    ['no latent', { ...whole, latent: undefined }],
    ['a setting that there is not', { ...whole, colour: 'red' }],
    ['a layer that there is not', withLayer({ type: 'lstm' })],
    ['a width of zero', withLayer({ units: 0 })],
    ['half a unit', withLayer({ units: 1.5 })],
    ['a number as text', withLayer({ units: '4' })],
    ['a setting of another layer', withLayer({ kernel: 3 })],
    ['an initialiser without its numbers', withLayer({ initialiser: { type: 'normal' } })],
    [
      'a name that is none',
      {
        ...whole,
        networks: {
          ...whole.networks,
          generator: { layers: [{ name: '1', inputs: [], layer: layer.latent }], output: '1' },
        },
      },
    ],
  ])('refuses %s, as the studio does', (_what, value) => {
    const json: unknown = JSON.parse(JSON.stringify(value))
    expect(describes(json)).toBe(false)
    expect(ArchitectureSpec.safeParse(json).success).toBe(false)
  })

  it('takes what those are made of', () => {
    expect(describes(JSON.parse(JSON.stringify(withLayer({}))))).toBe(true)
  })
})
