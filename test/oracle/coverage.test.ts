import { layers } from '@shared/architecture/layers/registry'
import type { NetworkSpec } from '@shared/architecture/spec'
import { families } from '@shared/families/registry'
import { objectives, penalties } from '@shared/objectives/objective'
import { reconstructions } from '@shared/objectives/reconstruction'
import { type Optimiser, optimisers } from '@shared/optimisers/optimiser'
import type { RunConfig } from '@shared/runs/config'
import { expect, test } from 'vitest'
import { fixtureNames, readFixture } from './fixture'

const all = fixtureNames.map((name) => readFixture(name).config)
const configs = all.filter((config) => config.family === 'adversarial')
const networks = all.flatMap(({ architecture }) => Object.values<NetworkSpec>({ ...architecture.networks }))
const found = (values: readonly string[]) => [...new Set(values)].sort()

test('every layer type, objective, penalty and optimiser is compared with PyTorch', () => {
  const types = networks.flatMap((network) => network.layers.map(({ layer }) => layer.type))
  expect(found(types)).toEqual(Object.keys(layers).sort())
  expect(found(configs.map(({ objective }) => objective.type))).toEqual(Object.keys(objectives).sort())
  expect(found(configs.map(({ penalty }) => penalty.type))).toEqual(Object.keys(penalties).sort())
  const kinds = all.flatMap((config) => Object.values<Optimiser>({ ...config.optimisers }).map(({ type }) => type))
  expect(found(kinds)).toEqual(Object.keys(optimisers).sort())
})

test('so is every family, with each of its settings on and off', () => {
  expect(found(all.map(({ family }) => family))).toEqual(Object.keys(families).sort())
  const settingsOf = (of: (config: RunConfig) => unknown) =>
    found(all.flatMap((config) => JSON.stringify(of(config)) ?? []))
  expect(
    settingsOf((config) => 'reconstruction' in config && `${config.family}, ${config.reconstruction.type}`),
  ).toEqual(
    found([
      'false',
      ...(['autoencoder', 'variational'] as const).flatMap((family) =>
        Object.keys(reconstructions).map((type) => JSON.stringify(`${family}, ${type}`)),
      ),
    ]),
  )
  expect(settingsOf((config) => (config.family === 'autoencoder' ? config.inputNoise > 0 : undefined))).toHaveLength(2)
  expect(settingsOf((config) => (config.family === 'variational' ? config.beta : undefined))).toHaveLength(2)
  expect(settingsOf((config) => (config.family === 'classifier' ? config.attack.share > 0 : undefined))).toHaveLength(2)
  expect(settingsOf((config) => (config.family === 'cyclegan' ? config.identity > 0 : undefined))).toHaveLength(2)
  expect(settingsOf((config) => (config.family === 'cyclegan' ? config.imagePool > 0 : undefined))).toHaveLength(2)
})

test('so is every activation, and everything that can be switched on', () => {
  const functions = networks.flatMap((network) =>
    network.layers.flatMap(({ layer }) => (layer.type === 'activation' ? [layer.function.name] : [])),
  )
  expect(found(functions)).toEqual(
    ['elu', 'gelu', 'leaky-relu', 'relu', 'selu', 'sigmoid', 'softplus', 'swish', 'tanh'].sort(),
  )
  const on = (is: (config: (typeof configs)[number]) => boolean) => expect(configs.some(is)).toBe(true)
  on(({ labelSmoothing }) => labelSmoothing > 0)
  on(({ instanceNoise }) => instanceNoise.deviation > 0)
  on(({ pixelTerm }) => pixelTerm > 0)
  on(({ augmentation }) => augmentation.differentiable.length === 3)
  on(({ fakeBatch }) => fakeBatch === 'shared')
  on(({ imagePool }) => imagePool > 0)
  on(({ gradientClipping }) => gradientClipping !== null)
  on(({ weightClipping }) => weightClipping !== null)
  on(({ generatorAverage }) => generatorAverage !== null)
  on(({ discriminatorBatch }) => discriminatorBatch === 'concatenated')
  on(({ architecture }) => architecture.classes !== undefined)
})
