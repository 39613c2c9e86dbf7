import type { PackedImages } from '@shared/contract/trainer'
import { expect, test } from 'vitest'
import { imagesOf } from '../../../src-main/runs/run-images'
import { tinyCycle } from '../../support/tiny-cycle'

const labels = { file: 'labels', classes: 2 }
const packed = async ({ id }: { id: string }): Promise<PackedImages> => ({
  file: `${id}.u8`,
  count: id.length,
  image: tinyCycle.architecture.image,
  labels,
  identity: `identity of ${id}`,
})

test('a run between classes has the images and labels of its dataset', async () => {
  expect(await imagesOf(tinyCycle, packed)).toEqual(await packed(tinyCycle.dataset))
})

test('a run between datasets has the images of both, which are others when either is', async () => {
  const config = { ...tinyCycle, domains: { other: { id: 'others', split: 'train' } } }
  const images = await imagesOf(config, packed)
  expect(images).toMatchObject({ file: 'tiny.u8', count: 4, second: { file: 'others.u8', count: 6 } })
  expect([images.labels, images.second?.labels]).toEqual([undefined, undefined])
  expect(images.identity).toBe('identity of tiny identity of others')
})
