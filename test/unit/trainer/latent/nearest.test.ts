import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openImages } from '../../../../src-main/trainer/batches/images'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { studioFeatures } from '../../../../src-main/trainer/evaluation/studio-features'
import { disk } from '../../../../src-main/trainer/files/disk'
import { nearestImages } from '../../../../src-main/trainer/latent/nearest'
import { paceOf } from '../../../../src-main/trainer/measures/pace'
import { stream } from '../../../../src-shared/random/generator'
import { temporaryFolder } from '../../../support/temporary-folder'

const image = { height: 4, width: 4, channels: 1 } as const
const size = 16
const count = 600

function packed(folder = temporaryFolder()) {
  const noise = stream(3, 'nearest-test')
  const pixels = Uint8Array.from({ length: count * size }, () => noise.below(256))
  const file = join(folder, 'images.u8')
  writeFileSync(file, pixels)
  return { folder, pixels, images: { file, count, image } }
}

const levels = (a: Uint8Array, b: Uint8Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length)

describe('the nearest training images', () => {
  it('by pixels are those that sorting all of them gives, with root mean squares', async () => {
    const { pixels, images } = packed()
    const source = openImages(images)
    const at = (i: number) => pixels.subarray(i * size, (i + 1) * size)
    const wanted = at(321).map((value) => (value + 3) % 256)
    const told: number[] = []
    const found = await nearestImages(wanted, source, { count: 7 }, paceOf(), ({ done }) => told.push(done))
    const sorted = Array.from({ length: count }, (_, i) => ({ image: i, distance: levels(wanted, at(i)) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 7)
    expect(found.map((one) => one.image)).toEqual(sorted.map((one) => one.image))
    for (const [i, { distance }] of found.entries()) expect(distance).toBeCloseTo(sorted[i]?.distance ?? -1, 6)
    expect(found[0]?.image).toBe(321)
    expect(told).toEqual([256, 512, 600])
  })

  it('are told by their places in the split where some are left out', async () => {
    const { folder, pixels, images } = packed()
    const places = [5, 100, 599]
    const file = join(folder, 'kept')
    const bytes = Buffer.alloc(12)
    for (const [i, place] of places.entries()) bytes.writeUInt32LE(place, 4 * i)
    writeFileSync(file, bytes)
    const source = openImages({ ...images, count: 3, kept: { file, total: count } })
    const wanted = pixels.slice(100 * size, 101 * size)
    const found = await nearestImages(wanted, source, { count: 9 }, paceOf(), () => undefined)
    expect(found.map((one) => one.image).sort((a, b) => a - b)).toEqual(places)
    expect(found[0]).toEqual({ image: 100, distance: 0 })
  })

  it('by features are those whose features are nearest', async () => {
    const { folder, pixels, images } = packed()
    const source = openImages(images)
    const dataset = {
      title: 'noise',
      file: join(folder, 'features.safetensors'),
      images: 'x',
      classes: 0,
      labels: null,
    }
    const extractor = await studioFeatures(
      dataset,
      source,
      image,
      engines['compiled-cpu'],
      disk,
      paceOf(),
      () => undefined,
    )
    onTestFinished(() => extractor.dispose())
    const wanted = pixels.slice(77 * size, 78 * size)
    const found = await nearestImages(wanted, source, { count: 3, extractor }, paceOf(), () => undefined)
    expect(found[0]?.image).toBe(77)
    expect(found[0]?.distance).toBeCloseTo(0, 4)
    const all = await extractor.extract(pixels, count)
    const own = all.subarray(77 * 64, 78 * 64)
    const distance = (i: number) => Math.hypot(...own.map((value, k) => value - (all[i * 64 + k] ?? 0)))
    const sorted = Array.from({ length: count }, (_, i) => i).sort((a, b) => distance(a) - distance(b))
    expect(found.map((one) => one.image)).toEqual(sorted.slice(0, 3))
  })

  it('are not sought to the end where that is cancelled', async () => {
    const { images, pixels } = packed()
    const stop = new Error('enough')
    const pace = { breathe: () => Promise.reject(stop) }
    const work = nearestImages(pixels.slice(0, size), openImages(images), { count: 1 }, pace, () => undefined)
    await expect(work).rejects.toBe(stop)
  })
})
