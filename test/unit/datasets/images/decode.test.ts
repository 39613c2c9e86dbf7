import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { decodeImage } from '../../../../src-main/datasets/images/decode'
import { prepareImage } from '../../../../src-main/datasets/images/prepare'
import { defaultChoices } from '../../../../src-shared/datasets/import'
import { expectedImages, fixture, largestDifference } from '../../../support/dataset-fixtures'

const decoded = expectedImages.filter(({ name }) => /\.\w+$/.test(name) && !name.includes('/'))
const prepared = expectedImages.flatMap(({ file, fit, filter, size, ...rest }) =>
  file && fit && filter && size ? [{ file, fit, filter, size, ...rest }] : [],
)

const load = (name: string) => decodeImage(readFileSync(fixture('images', name)))

/** Colour and alpha in four channels; what is wholly transparent has no colour. */
function rgba({ channels, pixels }: { channels: number; pixels: Uint8Array }): Uint8Array {
  const out = new Uint8Array((pixels.length / channels) * 4)
  for (let i = 0; i < out.length / 4; i++) {
    const value = (c: number) => pixels[i * channels + c] ?? 0
    const alpha = channels === 2 || channels === 4 ? value(channels - 1) : 255
    const colour = channels < 3 ? [value(0), value(0), value(0)] : [value(0), value(1), value(2)]
    out.set(alpha === 0 ? [0, 0, 0, 0] : [...colour, alpha], 4 * i)
  }
  return out
}

test.each(decoded)('$name becomes the pixels that Pillow reads', (expected) => {
  const image = load(expected.name)
  expect([image.height, image.width]).toEqual([expected.height, expected.width])
  expect(largestDifference(rgba(image), rgba(expected))).toBeLessThanOrEqual(expected.tolerance)
})

test('every image of the fixtures is compared', () => {
  const files = readdirSync(fixture('images')).filter((name) => name !== 'prepare.png')
  expect(decoded.map(({ name }) => name).sort()).toEqual(files.sort())
})

test.each(prepared)('$name is what Pillow makes, step by step', (entry) => {
  const { file, channels, pixels, tolerance, size, fit, filter, background = '#ffffff' } = entry
  if (channels === 2 || channels === 4) throw new Error('training images have no alpha')
  const image = prepareImage(load(file), { ...defaultChoices, size, fit, filter, background, channels })
  expect(image).toMatchObject({ ...size, channels })
  expect(largestDifference(image.pixels, pixels)).toBeLessThanOrEqual(tolerance)
})
