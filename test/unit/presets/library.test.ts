import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { describe, expect, test } from 'vitest'
import { openPresets } from '../../../src-main/presets/library'
import { resourcesFolder } from '../../../src-main/resources'
import { temporaryFolder } from '../../support/temporary-folder'

const shipped = join(resourcesFolder(), 'presets')

function failureOf(run: () => unknown): StudioError {
  try {
    run()
  } catch (error) {
    if (error instanceof StudioError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

/** A copy of the shipped presets with one file changed. */
function changed(file: string, change: (text: string) => string): string {
  const folder = temporaryFolder()
  cpSync(shipped, folder, { recursive: true })
  writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')))
  return folder
}

describe('openPresets', () => {
  test('lists what ships, and reads each file once', () => {
    const presets = openPresets(shipped)
    expect(presets.list().map(({ id }) => id)).toEqual([
      'ae',
      'cgan',
      'classifier',
      'cyclegan',
      'dcgan-28',
      'dcgan-32',
      'dcgan-projection',
      'dcgan',
      'denoising-ae',
      'fgsm',
      'hinge',
      'lsgan',
      'minimax',
      'mlp-cifar',
      'mlp-small',
      'mlp-wide',
      'r1',
      'vae',
      'wgan-gp',
      'wgan',
    ])
    expect(presets.list()).toBe(presets.list())
    expect(presets.get('mlp-wide').config.batchSize).toBe(32)
  })

  test('names the nearest for one that does not exist', () => {
    expect(failureOf(() => openPresets(shipped).get('mlp-smal'))).toMatchObject({
      code: 'UNKNOWN_PRESET',
      failure: { nearest: expect.arrayContaining(['mlp-small']) },
    })
  })

  test('names a file that is no JSON', () => {
    const error = failureOf(() => openPresets(changed('mlp-wide.json', (text) => text.slice(0, 100))).list())
    expect(error).toMatchObject({ code: 'INVALID_CONFIG', message: expect.stringContaining('mlp-wide.json') })
  })

  test('names every problem of a file that does not hold together', () => {
    const broken = changed('mlp-small.json', (text) =>
      text.replace('"batchSize": 64', '"batchSize": 0').replace('"units": 784', '"units": "many"'),
    )
    expect(failureOf(() => openPresets(broken).list()).failure.problems?.map(({ path }) => path)).toEqual([
      'config.batchSize',
      'config.architecture.networks.generator.layers.dense2.layer.units',
    ])
  })

  test('checks that the networks fit, and that a file has the name of its preset', () => {
    const misfit = changed('mlp-small.json', (text) => text.replace('"units": 784', '"units": 783'))
    expect(failureOf(() => openPresets(misfit).list()).failure.problems).toEqual([
      {
        path: 'config.architecture.networks.generator.layers.image',
        message: expect.stringContaining('gets 783 values'),
      },
    ])
    const renamed = changed('mlp-small.json', (text) => text.replace('"id": "mlp-small"', '"id": "mlp-tiny"'))
    expect(failureOf(() => openPresets(renamed).list()).failure.problems?.map(({ path }) => path)).toEqual(['id'])
  })
})
