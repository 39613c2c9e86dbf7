import { applySetting, parseConfig } from '@shared/runs/setting'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tinyConfig } from '../../../support/tiny-run'

const config: unknown = JSON.parse(JSON.stringify(tinyConfig))

const set = (setting: string, value: unknown = config): unknown => {
  const result = applySetting(value, setting)
  if (!result.ok) throw new Error(result.problem.message)
  return result.value
}

describe('applySetting', () => {
  test.each([
    ['batchSize=16', ['batchSize'], 16],
    ['optimisers.generator.learningRate = 2e-4', ['optimisers', 'generator', 'learningRate'], 0.0002],
    ['objective.type=minimax', ['objective', 'type'], 'minimax'],
    ['objective={"type":"minimax"}', ['objective'], { type: 'minimax' }],
    ['architecture.name=12', ['architecture', 'name'], '12'],
    ['architecture.name="two words"', ['architecture', 'name'], 'two words'],
    ['architecture.name=a=b', ['architecture', 'name'], 'a=b'],
  ])('%s', (setting, path, value) => {
    expect(set(setting)).toHaveProperty(path, value)
  })

  test('means an element of a list by its name or its index', () => {
    const path = 'architecture.networks.generator.layers'
    const named = set(`${path}.hidden.layer.units=99`)
    expect(named).toEqual(set(`${path}.1.layer.units=99`))
    expect(named).toHaveProperty(['architecture', 'networks', 'generator', 'layers', 1, 'layer', 'units'], 99)
  })

  test('changes nothing else, and not the config that it is given', () => {
    const before = JSON.stringify(config)
    const changed = set('seed=77')
    expect(JSON.stringify(config)).toBe(before)
    expect(set(`seed=${tinyConfig.seed}`, changed)).toEqual(config)
  })

  test.each([
    ['optimizers.generator.learningRate=1', 'optimisers.generator.learningRate'],
    ['learningRate=1', 'optimisers.generator.learningRate'],
    ['batchsize=1', 'batchSize'],
    [
      'architecture.networks.generator.layers.hiden.layer.units=1',
      'architecture.networks.generator.layers.hidden.layer.units',
    ],
    ['architecture.networks.generator.layers.99.layer.units=1', undefined],
    ['batchSize.deep=1', 'batchSize'],
    ['__proto__.polluted=1', undefined],
    ['constructor=1', undefined],
    ['=1', undefined],
    ['batchSize', 'batchSize'],
  ])('refuses %s and names the nearest', (setting, nearest) => {
    const result = applySetting(config, setting)
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(result.problem.message).not.toBe('')
    if (nearest !== undefined) expect(result.nearest).toContain(nearest)
    expect(result.nearest.length).toBeGreaterThan(0)
  })

  test('sets any value at any path of any JSON, and nothing but paths that exist', () => {
    const key = fc.stringMatching(/^[a-z_]{1,6}$/)
    const tree = fc.dictionary(key, fc.dictionary(key, fc.array(fc.integer(), { minLength: 1 }), { minKeys: 1 }), {
      minKeys: 1,
    })
    fc.assert(
      fc.property(tree, fc.jsonValue(), fc.nat(), (value, wanted, pick) => {
        const paths = Object.entries(value).flatMap(([a, inner]) =>
          Object.entries(inner).flatMap(([b, list]) => list.map((_element, index) => [a, b, String(index)])),
        )
        const path = paths[pick % paths.length] ?? []
        expect(set(`${path.join('.')}=${JSON.stringify(wanted)}`, value)).toHaveProperty(
          path,
          JSON.parse(JSON.stringify(wanted)),
        )
        expect(applySetting(value, `${path.join('.')}.no=1`).ok).toBe(false)
      }),
    )
  })
})

describe('parseConfig', () => {
  test('reads what a config says', () => expect(parseConfig(config)).toEqual({ ok: true, config: tinyConfig }))

  test('tells every problem with its path, layers by name', () => {
    let wrong = config
    for (const setting of [
      'batchSize=0',
      'engine="quantum"',
      'objective.type="guess"',
      'architecture.networks.generator.layers.hidden.layer.units=-3',
      'optimisers.discriminator={"type":"adam","learningRate":1,"beta1":0,"beta2":0.9,"epsilon":1e-8,"momentum":0.9}',
    ]) {
      wrong = set(setting, wrong)
    }
    const parsed = parseConfig(wrong)
    expect(parsed.ok ? [] : parsed.problems.map(({ path }) => path).sort()).toEqual([
      'architecture.networks.generator.layers.hidden.layer.units',
      'batchSize',
      'engine',
      'objective.type',
      'optimisers.discriminator.momentum',
    ])
    expect(parsed.ok ? [] : parsed.problems.find(({ path }) => path === 'engine')?.message).toContain('compiled-cpu')
  })

  test('tells what does not go together in a config of the right form', () => {
    const parsed = parseConfig(set('architecture.networks.generator.layers.pixels.layer.units=5'))
    expect(parsed.ok ? [] : parsed.problems).toEqual([
      {
        path: 'architecture.networks.generator.layers.image',
        message: expect.stringContaining('gets 5 values'),
      },
    ])
  })

  test('answers to any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const parsed = parseConfig(json)
        expect(parsed.ok ? [] : parsed.problems.length).toBeGreaterThan(0)
      }),
    )
  })
})
