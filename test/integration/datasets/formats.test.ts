import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportChoices } from '../../../src-shared/datasets/import'
import { expectedImage, expectedImages, fixture, largestDifference } from '../../support/dataset-fixtures'
import { importSource } from '../../support/import'

const twelve = Array.from({ length: 12 }, (_, index) => index % 3)
const expectPixels = (found: Uint8Array, expected: Uint8Array) => expect(largestDifference(found, expected)).toBe(0)

test.each([
  'nhwc.npy',
  'nchw.npy',
  'fortran.npy',
  'float-unit.npy',
  'float-signed.npy',
  'float-255.npy',
  'idx-alone.bin',
])('%s holds the images that NumPy wrote', async (file) => {
  const { manifest, pixels, report } = await importSource(fixture(file))
  expectPixels(pixels('train'), expectedImage('array-colour').pixels)
  expect(manifest).toMatchObject({ image: { height: 8, width: 8, channels: 3 }, classes: [] })
  expect(report).toMatchObject({ images: 12, skippedCount: 0 })
})

test('nhw.npy is grey', async () => {
  const { manifest, pixels } = await importSource(fixture('nhw.npy'))
  expectPixels(pixels('train'), expectedImage('array-grey').pixels)
  expect(manifest.image.channels).toBe(1)
})

test('an .npz has labels beside its images', async () => {
  const { pixels, labels, manifest } = await importSource(fixture('plain.npz'))
  expectPixels(pixels('train'), expectedImage('array-colour').pixels)
  expect(labels('train')).toEqual(twelve)
  expect(manifest.classes).toEqual(['0', '1', '2'])
})

test.each([
  ['splits.npz', 8 * 8],
  ['idx', 8 * 8],
])('%s has splits by the names of its arrays', async (file, size) => {
  const { pixels, labels, manifest } = await importSource(fixture(file))
  const { pixels: all } = expectedImage('array-grey')
  expect(manifest.splits.map(({ name, count }) => [name, count])).toEqual([
    ['train', 12],
    ['test', 4],
  ])
  expectPixels(pixels('train'), all)
  expectPixels(pixels('test'), all.subarray(0, 4 * size))
  expect(labels('train')).toEqual(twelve)
  expect(labels('test')).toEqual([0, 1, 2, 0])
})

test.each([
  ['cifar-10-binary.tar.gz', 'airplane', 'bird', 0],
  ['cifar-100-binary', 'fine40', 'fine42', 40],
])('%s is read with its class names', async (file, first, third, offset) => {
  const { pixels, labels, manifest } = await importSource(fixture(file))
  const { pixels: all } = expectedImage('array-cifar')
  const at = 10 * 32 * 32 * 3
  expectPixels(pixels('train'), all.subarray(0, at))
  expectPixels(pixels('test'), all.subarray(at))
  expect(labels('train')).toEqual(twelve.slice(0, 10).map((label) => label + offset))
  expect([manifest.classes[offset], manifest.classes[offset + 2]]).toEqual([first, third])
})

/** The images of the folder fixture in the order of their paths. */
const inFolders = expectedImages.filter(({ name }) => name.startsWith('folders/'))
const sorted = [...inFolders].sort((a, b) => (a.name < b.name ? -1 : 1))
const join3 = (images: typeof inFolders) => Buffer.concat(images.map(({ pixels }) => pixels))

test.each(['folders', 'folders.zip', 'stored.zip', 'folders.tar', 'folders.tar.gz', 'folders-pax.tar'])(
  '%s is imported with the class from the folder and tells of what it skipped',
  async (file) => {
    const { pixels, labels, manifest, report, folder } = await importSource(fixture(file))
    expect(manifest.image).toEqual({ height: 16, width: 16, channels: 3 })
    expect(manifest.classes).toEqual(['daisy', 'rose', 'tulip'])
    expectPixels(pixels('train'), join3(sorted))
    expect(labels('train')).toEqual([0, 0, 1, 1, 1, 1, 2, 2, 2])
    const skipped = readFileSync(join(folder, 'skipped.jsonl'), 'utf8').trim().split('\n')
    if (file === 'stored.zip') expect(report.skippedCount).toBe(0)
    else {
      expect(skipped.map((line) => JSON.parse(line))).toMatchObject([
        { path: expect.stringMatching(/readme\.txt$/), reason: 'not-an-image' },
        { path: expect.stringMatching(/rose\/broken\.png$/), reason: 'broken' },
      ])
      expect(report.skipped.map(({ reason, count }) => [reason, count])).toEqual([
        ['not-an-image', 1],
        ['broken', 1],
      ])
    }
  },
)

test('splits come from folders, and are divided by share and seed where that is wanted', async () => {
  const bySource = await importSource(fixture('splits'))
  expect(bySource.manifest.splits.map(({ name, count }) => [name, count])).toEqual([
    ['train', 9],
    ['test', 3],
  ])
  expect(bySource.manifest.classes).toEqual(['daisy', 'rose', 'tulip'])
  const parts = [
    { name: 'train', share: 0.7 },
    { name: 'test', share: 0.3 },
  ]
  const divide = (seed: number) => importSource(fixture('folders'), { split: { by: 'ratio', parts, seed } })
  const [one, again, other] = [await divide(1), await divide(1), await divide(2)]
  expect(one.manifest.splits.map(({ count }) => count)).toEqual([6, 3])
  expectPixels(one.pixels('test'), again.pixels('test'))
  expect(largestDifference(one.pixels('test'), other.pixels('test'))).toBeGreaterThan(0)
})

test.each([
  ['labelled', ['daisy', 'rose', 'tulip']],
  ['nvidia', ['0', '1', '2']],
])('%s has its labels in a list', async (file, classes) => {
  const { manifest, labels, report } = await importSource(fixture(file))
  expect(manifest.classes).toEqual(classes)
  expect(manifest.splits[0]?.classCounts).toEqual(file === 'nvidia' ? [4, 3, 2] : [2, 4, 3])
  expect(labels('train')).toHaveLength(9)
  expect(report.skippedCount).toBe(0)
})

test('classes can be left out, and duplicates dropped', async () => {
  const choices: Partial<ImportChoices> = { classes: ['rose', 'tulip'], duplicates: 'drop', split: { by: 'none' } }
  const { manifest, report } = await importSource(fixture('splits'), choices)
  expect(manifest.classes).toEqual(['rose', 'tulip'])
  expect(report.images).toBe(7)
  expect(report.skipped.map(({ reason, count }) => [reason, count])).toEqual([
    ['left-out', 2],
    ['duplicate', 3],
  ])
})

test('the same import gives the same bytes', async () => {
  const [one, two] = [await importSource(fixture('folders.zip')), await importSource(fixture('folders.zip'))]
  expect(one.manifest).toEqual(two.manifest)
  expect(readFileSync(join(one.folder, 'train.pixels')).equals(readFileSync(join(two.folder, 'train.pixels')))).toBe(
    true,
  )
})
