import { createHash } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Transformer } from '@napi-rs/image'
import { beforeEach, expect, test } from 'vitest'
import { type Disk, localDisk } from '../../../src-main/datasets/disk'
import { DatasetsService } from '../../../src-main/datasets/service'
import { type OpenHome, openHome } from '../../../src-main/home/open'
import { idxBytes, pattern } from '../../support/idx-files'
import { temporaryFolder, temporaryHome } from '../../support/studio-home'

const shape = { height: 2, width: 3, channels: 1 } as const
const count = 25
const pixels = pattern(count * 6)
const labels = Uint8Array.from({ length: count }, (_, index) => index % 2)

let bundles: string
let home: OpenHome

/** Writes a file of the bundle; answers with its record. */
function bundled(name: string, bytes: Uint8Array) {
  writeFileSync(join(bundles, 'tiny', name), bytes)
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** Makes a bundle of 25 images of 3×2 in two classes. */
function writeBundle(change: { labels?: Uint8Array; images?: Uint8Array } = {}): void {
  const description = {
    id: 'tiny',
    name: 'Tiny',
    classes: ['even', 'odd'],
    source: { title: 'Made for a test', terms: 'None' },
    splits: [
      {
        name: 'train',
        images: bundled('images.gz', gzipSync(change.images ?? idxBytes([count, 2, 3], pixels))),
        labels: bundled('labels', idxBytes([count], change.labels ?? labels)),
      },
    ],
    documents: [bundled('NOTICE.txt', new TextEncoder().encode('Made for a test'))],
  }
  writeFileSync(join(bundles, 'tiny', 'bundle.json'), JSON.stringify(description))
}

const service = (disk: Disk = localDisk) => new DatasetsService(home, { bundles, disk })
const folder = () => home.paths.dataset('tiny')
/** Datasets as folders that a person sees. */
const visible = () => readdirSync(home.paths.datasets).filter((name) => !name.startsWith('.'))

beforeEach(() => {
  bundles = temporaryFolder()
  mkdirSync(join(bundles, 'tiny'))
  writeBundle()
  home = temporaryHome()
})

/** A disk that fails at its operation number `at`, counted from 0, and answers whether it came to that. */
function failingDisk(at: number, code: string): { disk: Disk; failed: () => boolean } {
  let operation = 0
  let failed = false
  const step = async <T>(action: () => Promise<T>): Promise<T> => {
    if (operation++ !== at) return action()
    failed = true
    throw Object.assign(new Error('made to fail'), { code })
  }
  const disk: Disk = {
    async create(file) {
      const out = await step(() => localDisk.create(file))
      return {
        write: (bytes) => step(() => out.write(bytes)),
        async finish() {
          try {
            await step(async () => undefined)
          } catch (error) {
            await out.abandon()
            throw error
          }
          await out.finish()
        },
        abandon: out.abandon,
      }
    },
    makeFolder: (path) => step(() => localDisk.makeFolder(path)),
    rename: (from, to) => step(() => localDisk.rename(from, to)),
    syncFolder: (path) => step(() => localDisk.syncFolder(path)),
    remove: (path) => step(() => localDisk.remove(path)),
    names: (path) => step(() => localDisk.names(path)),
  }
  return { disk, failed: () => failed }
}

test('whatever step of an installation fails: a whole dataset or none, and the next start makes it whole', async () => {
  let operations = 0
  for (; ; operations++) {
    const { disk, failed } = failingDisk(operations, 'EIO')
    const notices = await service(disk).prepare()
    if (!failed()) break
    expect(notices).not.toEqual([])
    for (const name of existsSync(home.paths.datasets) ? visible() : []) {
      expect(readFileSync(join(home.paths.datasets, name, 'train.pixels')).equals(pixels)).toBe(true)
      expect(readdirSync(join(home.paths.datasets, name)).length).toBe(4)
    }
    const next = service()
    expect(await next.prepare()).toEqual([])
    expect(await next.list()).toMatchObject([{ id: 'tiny', state: { type: 'ready' } }])
    expect(readFileSync((await next.images('tiny', 'train')).file).equals(pixels)).toBe(true)
    expect(readdirSync(home.paths.datasets)).toEqual(['tiny'])
    home.store.datasets.remove('tiny')
    rmSync(folder(), { recursive: true })
  }
  expect(operations).toBeGreaterThan(12)
})

test('a full disk is named and keeps nothing else from working', async () => {
  const { disk } = failingDisk(7, 'ENOSPC')
  const datasets = service(disk)
  expect(await datasets.prepare()).toMatchObject([{ code: 'DISK_FULL' }])
  expect(await datasets.list()).toEqual([])
  expect(readdirSync(home.paths.datasets)).toEqual([])
})

test('a cancelled installation leaves nothing and can be started again', async () => {
  const controller = new AbortController()
  controller.abort()
  const datasets = service()
  await expect(datasets.prepare({ signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(readdirSync(home.paths.datasets)).toEqual([])
  expect(await datasets.prepare()).toEqual([])
  expect((await datasets.list()).map(({ id }) => id)).toEqual(['tiny'])
})

test('left-overs of a start that was killed go away', async () => {
  mkdirSync(join(home.paths.datasets, '.tiny.partial'), { recursive: true })
  writeFileSync(join(home.paths.datasets, '.tiny.partial', 'train.pixels'), 'half')
  expect(await service().prepare()).toEqual([])
  expect(readdirSync(home.paths.datasets)).toEqual(['tiny'])
})

test('a second start changes nothing', async () => {
  await service().prepare()
  const manifest = readFileSync(join(folder(), 'dataset.json'))
  expect(await service().prepare()).toEqual([])
  expect(readFileSync(join(folder(), 'dataset.json')).equals(manifest)).toBe(true)
})

test('a bundled dataset in the trash is not unpacked again, whatever its files are like, and comes back', async () => {
  await service().prepare()
  home.store.datasets.discard('tiny', 1)
  expect(await service().prepare()).toEqual([])
  expect(await service().list()).toEqual([])
  rmSync(join(folder(), 'dataset.json'))
  await service().prepare()
  expect([await service().list(), existsSync(join(folder(), 'dataset.json'))]).toEqual([[], false])
  home.store.datasets.restore('tiny')
  await service().prepare()
  expect((await service().list()).map(({ id, state }) => [id, state.type])).toEqual([['tiny', 'ready']])
})

test('what is asked during the first start waits for it', async () => {
  const datasets = service()
  const prepared = datasets.prepare()
  expect((await datasets.list()).map(({ id }) => id)).toEqual(['tiny'])
  expect(await prepared).toEqual([])
})

test('a bundled file that is not right is named, and nothing is unpacked from it', async () => {
  appendFileSync(join(bundles, 'tiny', 'images.gz'), 'x')
  const datasets = service()
  expect(await datasets.prepare()).toMatchObject([
    { code: 'DATASET_DAMAGED', message: expect.stringContaining('images.gz') },
  ])
  expect(await datasets.list()).toEqual([])
})

test.each([
  ['a label beyond the classes', () => writeBundle({ labels: labels.map((label) => label + 1) }), 'the label 2'],
  ['images cut off', () => writeBundle({ images: idxBytes([count, 2, 3], pixels.subarray(1)) }), 'shorter'],
  ['one image too many', () => writeBundle({ images: idxBytes([count - 1, 2, 3], pixels) }), '25 labels for 24'],
])('%s: refused, nothing half-written', async (_, change, reason) => {
  change()
  expect(await service().prepare()).toMatchObject([{ code: 'INVALID_INPUT', message: expect.stringContaining(reason) }])
  expect(readdirSync(home.paths.datasets)).toEqual([])
})

test('a packed file of the wrong size is named; the next start sets the folder aside and unpacks anew', async () => {
  const datasets = service()
  await datasets.prepare()
  appendFileSync(join(folder(), 'train.pixels'), 'x')
  const [listed] = await datasets.list()
  expect(listed?.state).toEqual({ type: 'damaged', message: expect.stringContaining('train.pixels has 151 bytes') })
  await expect(datasets.images('tiny', 'train')).rejects.toMatchObject({ code: 'DATASET_DAMAGED' })
  const next = service()
  expect(await next.prepare()).toMatchObject([{ code: 'DATASET_DAMAGED' }])
  expect(await next.list()).toMatchObject([{ state: { type: 'ready' } }])
  const [aside = ''] = readdirSync(home.paths.datasets).filter((name) => name.startsWith('tiny.damaged-'))
  expect(readFileSync(join(home.paths.datasets, aside, 'train.pixels')).length).toBe(pixels.length + 1)
})

/** Changes one byte of the packed pixels. */
function flipByte(): Buffer {
  const file = join(folder(), 'train.pixels')
  const bytes = readFileSync(file)
  bytes[40] = (bytes[40] ?? 0) ^ 1
  // A new file, so that its time of change differs even on a coarse clock.
  rmSync(file)
  writeFileSync(file, bytes)
  return bytes
}

test('a flipped byte is found when the images are to be used; the file is set aside, not overwritten', async () => {
  const datasets = service()
  await datasets.prepare()
  const damaged = flipByte()
  await expect(datasets.images('tiny', 'train')).rejects.toMatchObject({
    code: 'DATASET_DAMAGED',
    message: expect.stringContaining('train.pixels'),
  })
  const [aside = ''] = readdirSync(folder()).filter((name) => name.startsWith('train.pixels.damaged-'))
  expect(readFileSync(join(folder(), aside)).equals(damaged)).toBe(true)
  expect(await datasets.list()).toMatchObject([{ state: { type: 'damaged' } }])
  const next = service()
  expect(await next.prepare()).toHaveLength(1)
  expect(readFileSync((await next.images('tiny', 'train')).file).equals(pixels)).toBe(true)
})

test('verify reads every byte and tells what it found', async () => {
  const datasets = service()
  await datasets.prepare()
  expect((await datasets.verify('tiny')).state).toEqual({ type: 'ready' })
  writeFileSync(join(folder(), 'NOTICE.txt'), 'Made for a tesT')
  expect((await datasets.verify('tiny')).state).toMatchObject({ type: 'damaged' })
})

test('a dataset whose folder is gone stays listed as damaged; one that no database knows is found', async () => {
  await service().prepare()
  rmSync(join(bundles, 'tiny'), { recursive: true })
  const elsewhere = temporaryFolder()
  renameSync(folder(), join(elsewhere, 'tiny'))
  const datasets = service()
  await datasets.prepare()
  expect(await datasets.list()).toMatchObject([{ id: 'tiny', state: { type: 'damaged' } }])
  renameSync(join(elsewhere, 'tiny'), folder())
  home.store.datasets.remove('tiny')
  const again = service()
  await again.prepare()
  expect(await again.list()).toMatchObject([{ id: 'tiny', state: { type: 'ready' } }])
})

test('a damaged database costs no dataset', async () => {
  await service().prepare()
  home.close()
  writeFileSync(home.paths.database, 'noise')
  home = openHome(home.paths)
  const datasets = service()
  expect(home.store.notices).toMatchObject([{ code: 'STORE_DAMAGED' }])
  expect(await datasets.prepare()).toEqual([])
  expect(await datasets.list()).toMatchObject([{ id: 'tiny', state: { type: 'ready' } }])
  home.close()
})

test('a manifest that cannot be read is named, and keeps nothing else from working', async () => {
  await service().prepare()
  mkdirSync(home.paths.dataset('mine'))
  writeFileSync(join(home.paths.dataset('mine'), 'dataset.json'), '{"version": 1')
  const datasets = service()
  expect(await datasets.prepare()).toMatchObject([
    { code: 'DATASET_DAMAGED', message: expect.stringContaining('mine') },
  ])
  expect((await datasets.list()).map(({ id }) => id)).toEqual(['tiny'])
})

test('unknown datasets and splits are answered with the nearest names', async () => {
  const datasets = service()
  await datasets.prepare()
  await expect(datasets.show('tny')).rejects.toMatchObject({ code: 'UNKNOWN_DATASET', failure: { nearest: ['tiny'] } })
  await expect(datasets.images('tiny', 'test')).rejects.toMatchObject({
    code: 'UNKNOWN_DATASET',
    failure: { nearest: ['train'] },
  })
})

/** The grey values of a PNG. */
async function greyValues(png: Uint8Array): Promise<{ width: number; height: number; values: Buffer }> {
  const { width, height } = await new Transformer(png).metadata()
  return { width, height, values: await new Transformer(png).rawPixels() }
}

/** The pixels of one image of a sheet. */
function cut(sheet: { width: number; values: Uint8Array }, column: number, row: number): number[] {
  const rows = [0, 1].map((y) => (row * shape.height + y) * sheet.width + column * shape.width)
  return rows.flatMap((start) => [...sheet.values.subarray(start, start + shape.width)])
}

const image = (index: number) => [...pixels.subarray(index * 6, index * 6 + 6)]

test('an atlas shows consecutive images, a mosaic 16 from the whole split', async () => {
  const datasets = service()
  await datasets.prepare()
  const atlas = await greyValues(await datasets.atlas('tiny', 'train', 2, 100))
  expect([atlas.width, atlas.height]).toEqual([20 * shape.width, 2 * shape.height])
  expect([cut(atlas, 0, 0), cut(atlas, 19, 0), cut(atlas, 2, 1)]).toEqual([image(2), image(21), image(24)])
  expect(cut(atlas, 3, 1)).toEqual([0, 0, 0, 0, 0, 0])
  const mosaic = await greyValues(await datasets.mosaic('tiny'))
  expect([mosaic.width, mosaic.height]).toEqual([4 * shape.width, 4 * shape.height])
  expect([cut(mosaic, 0, 0), cut(mosaic, 3, 3)]).toEqual([image(0), image(23)])
  await expect(datasets.atlas('tiny', 'train', count, 1)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('labels are those of the images asked for', async () => {
  const datasets = service()
  await datasets.prepare()
  expect(await datasets.labels('tiny', 'train', 3, 4)).toEqual([...labels.subarray(3, 7)])
  expect(await datasets.labels('tiny', 'train', count + 5, 10)).toEqual([])
})
