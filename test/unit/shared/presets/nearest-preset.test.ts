import { join } from 'node:path'
import { nearestPreset } from '@shared/presets/nearest-preset'
import { expect, test } from 'vitest'
import { openPresets } from '../../../../src-main/presets/library'
import { resourcesFolder } from '../../../../src-main/resources'

const presets = openPresets(join(resourcesFolder(), 'presets')).list()

test('the networks of a preset, changed a little, are still most like that preset’s', () => {
  for (const { id, config } of presets) {
    const found = nearestPreset(presets, { ...config.architecture, name: 'Mine' })
    // Some presets share their networks and differ in how they train.
    expect(found?.config.architecture.networks, id).toEqual(config.architecture.networks)
  }
  const denoising = presets.find(({ id }) => id === 'denoising-ae')?.config.architecture
  if (denoising?.family !== 'autoencoder') throw new Error('it is another family')
  const layers = denoising.networks.encoder.layers.map((node) =>
    node.layer.type === 'dense' && node.name === 'dense1' ? { ...node, layer: { ...node.layer, units: 77 } } : node,
  )
  const mine = { ...denoising, networks: { ...denoising.networks, encoder: { ...denoising.networks.encoder, layers } } }
  expect(nearestPreset(presets, mine)?.id).toBe('denoising-ae')
})

test('there is none for a family that no preset trains', () => {
  const [{ config } = { config: undefined }] = presets
  if (config === undefined) throw new Error('there are no presets')
  expect(nearestPreset([], config.architecture)).toBeUndefined()
})
