import { StoredArchitecture } from '@shared/architecture/spec'
import { RunConfig, StoredConfig } from '@shared/runs/config'
import { migrateConfig } from '@shared/runs/migrate'
import { plainTraining } from '@shared/runs/plain-training'
import { describe, expect, test } from 'vitest'
import { readFixture } from '../../../oracle/fixture'
import { tinyConfig } from '../../../support/tiny-run'

const { family: _family, ...ofAnyFamily } = tinyConfig
const { family: _kind, ...architecture } = tinyConfig.architecture
const second = { ...ofAnyFamily, version: 2, architecture: { ...architecture, version: 1 } }
const off = new Set<string>(Object.keys(plainTraining))
const first = { ...Object.fromEntries(Object.entries(second).filter(([name]) => !off.has(name))), version: 1 }

describe('migrateConfig', () => {
  test('brings a config of version 1 forward to what it trained', () => {
    expect(migrateConfig(first)).toEqual({ ...tinyConfig, ...plainTraining })
    expect(RunConfig.safeParse(first).success).toBe(false)
    expect(StoredConfig.parse(first)).toEqual({ ...tinyConfig, ...plainTraining })
  })

  test('brings a config of version 2 forward to an adversarial pair', () => {
    expect(migrateConfig(second)).toEqual(tinyConfig)
    expect(RunConfig.safeParse(second).success).toBe(false)
    expect(StoredArchitecture.parse(second.architecture)).toEqual(tinyConfig.architecture)
    expect(StoredArchitecture.parse(tinyConfig.architecture)).toEqual(tinyConfig.architecture)
  })

  test('reads the configs that earlier studios wrote', () => {
    expect(readFixture('mlp-small').config).toMatchObject({ family: 'adversarial', version: 3, gradientClipping: null })
  })

  test('leaves what is of this version, of a newer one or no config as it is', () => {
    expect(migrateConfig(tinyConfig)).toBe(tinyConfig)
    for (const other of [{ version: 99 }, { version: 'one' }, null, 7, 'text', []])
      expect(migrateConfig(other)).toBe(other)
  })
})
