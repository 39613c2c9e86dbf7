import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import { StudioError } from '../../../src-shared/contract/errors'
import type { SkipReason } from '../../../src-shared/datasets/import'
import { fixture } from '../../support/dataset-fixtures'
import { idxBytes } from '../../support/idx-files'
import { importSource } from '../../support/import'
import { nested } from '../../support/nested'
import { type RawMember, rawZip } from '../../support/raw-zip'
import { temporaryFolder } from '../../support/studio-home'

const good = readFileSync(fixture('images', 'png-rgb.png'))
let root: string
let set: string

beforeEach(() => {
  root = temporaryFolder()
  set = join(root, 'set')
  mkdirSync(set)
})

/** Every path below a folder, links not followed. */
const tree = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort()

/** Imports one hostile file beside a good image; answers with why it was skipped. Nothing but the import's folder changes. */
async function skippedBeside(name: string, bytes: Uint8Array): Promise<[SkipReason, string][]> {
  writeFileSync(join(set, 'good.png'), good)
  writeFileSync(join(set, name), bytes)
  const before = tree(root)
  const { report } = await importSource(set, { size: { height: 8, width: 8 } })
  expect(tree(root)).toEqual(before)
  expect(report.images).toBe(1)
  return report.skipped.map(({ reason, examples }) => [reason, examples[0]?.path ?? ''])
}

/** The error of an import that must fail. */
async function failure(path: string): Promise<StudioError> {
  const before = tree(root)
  const error = await importSource(path).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(tree(root)).toEqual(before)
  if (!(error instanceof StudioError)) throw error ?? new Error('the import did not fail')
  expect(error.code).toBe('INVALID_INPUT')
  return error
}

function hostileFile(name: string, bytes: Uint8Array): string {
  const file = join(root, name)
  writeFileSync(file, bytes)
  return file
}

/** An image file with bytes replaced at places. */
function patched(name: string, ...changes: readonly (readonly [at: number, ...bytes: number[]])[]): Buffer {
  const bytes = Buffer.from(readFileSync(fixture('images', name)))
  for (const [at, ...values] of changes) bytes.set(values, at)
  return bytes
}

const kinds = [
  'jpeg-420.jpg',
  'jpeg-progressive.jpg',
  'png-rgb.png',
  'png-16-bit.png',
  'webp-lossless.webp',
  'webp-lossy.webp',
  'gif-colour.gif',
  'bmp-24.bmp',
  'tiff-lzw.tiff',
  'avif.avif',
  'pnm-colour.ppm',
]
const cuts = kinds.flatMap((name) => {
  const { length } = readFileSync(fixture('images', name))
  return [12, 30, Math.floor(length / 2), length - 20].map((at) => [name, at] as const)
})

test.each(cuts)('%s that ends after %i bytes is skipped', async (name, at) => {
  const bytes = readFileSync(fixture('images', name)).subarray(0, at)
  const [[reason] = []] = await skippedBeside(name, bytes)
  expect(['broken', 'not-an-image']).toContain(reason)
})

const dots = (name: string): number => readFileSync(fixture('images', name)).indexOf(Buffer.from([0xff, 0xc0]))

const giants: readonly (readonly [string, Uint8Array])[] = [
  ['giant.png', patched('png-rgb.png', [16, 0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff])],
  ['giant.jpg', patched('jpeg-444.jpg', [dots('jpeg-444.jpg') + 5, 0xff, 0xff, 0xff, 0xff])],
  ['giant.gif', patched('gif-colour.gif', [6, 0xff, 0xff, 0xff, 0xff])],
  ['giant.bmp', patched('bmp-24.bmp', [18, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0])],
  ['giant.ppm', Buffer.from('P6\n65535 65535\n255\n')],
]

test.each(giants)('%s of 65,535 × 65,535 pixels is not decoded', async (name, bytes) => {
  expect(await skippedBeside(name, bytes)).toEqual([['too-large', name]])
})

const odd: readonly (readonly [string, Uint8Array, SkipReason])[] = [
  ['empty.png', new Uint8Array(0), 'empty'],
  ['empty.bin', new Uint8Array(0), 'empty'],
  ['text.png', Buffer.from('this is no picture'), 'not-an-image'],
  ['text.md', Buffer.from('# this is no picture'), 'not-an-image'],
  ['.hidden.png', good, 'hidden'],
  ['Thumbs.db', good, 'hidden'],
  ['magic.png', patched('png-rgb.png', [0, 0]), 'not-an-image'],
  ['zero.png', patched('png-rgb.png', [16, 0, 0, 0, 0]), 'broken'],
  ['checksum.png', patched('png-rgb.png', [29, 1, 2, 3, 4]), 'broken'],
  ['scan.jpg', patched('jpeg-420.jpg', [dots('jpeg-420.jpg') + 9, 7]), 'unsupported'],
  ['frame.gif', patched('gif-colour.gif', [6, 1, 0, 1, 0]), 'broken'],
  ['directory.tiff', patched('tiff-raw.tiff', [4, 0xff, 0xff, 0xff, 0x7f]), 'broken'],
]

test.each(odd)('%s is skipped with its reason', async (name, bytes, reason) => {
  expect(await skippedBeside(name, bytes)).toEqual([[reason, name]])
})

test('links, folders with the names of images, and names that are no text', async () => {
  writeFileSync(join(set, 'good.png'), good)
  mkdirSync(join(set, 'a.png'))
  writeFileSync(join(set, 'a.png', 'inside.png'), good)
  symlinkSync(set, join(set, 'loop'))
  symlinkSync('loop2', join(set, 'loop2'))
  symlinkSync('/nowhere/at/all.png', join(set, 'nowhere.png'))
  writeFileSync(Buffer.concat([Buffer.from(`${set}/`), Buffer.from([0xff, 0xfe]), Buffer.from('.png')]), good)
  const { report } = await importSource(set)
  expect(report.images).toBe(2)
  expect(report.skipped.map(({ reason, count }) => [reason, count])).toEqual([
    ['link', 3],
    ['name', 1],
  ])
})

const png = (name: string, more: Partial<RawMember> = {}): RawMember => ({ name, content: good, ...more })
const members: readonly (readonly [string, RawMember, SkipReason])[] = [
  ['a path out of the archive', png('../../evil.png'), 'name'],
  ['a path out of the archive within', png('a/../../evil.png'), 'name'],
  ['an absolute path', png('/tmp/evil.png'), 'name'],
  ['a drive', png('C:\\evil.png'), 'name'],
  ['a backslash path out', png('..\\..\\evil.png'), 'name'],
  ['control characters', png('ev\u0007il.png'), 'name'],
  ['too many folders', png(`${'d/'.repeat(60)}evil.png`), 'name'],
  ['the same name twice', png('good.png'), 'name'],
  ['a password', png('locked.png', { flags: 0x801 }), 'encrypted'],
  ['an unknown method', png('method.png', { method: 99 }), 'unsupported'],
  ['a link', png('link.png', { attributes: (0o120777 << 16) >>> 0 }), 'link'],
  ['a bomb', { name: 'bomb.png', content: new Uint8Array(4_000_000), deflated: true, size: 100 }, 'broken'],
  ['a size of gigabytes', png('size.png', { deflated: true, size: 0xfffffff0 }), 'too-large'],
  ['a wrong checksum', png('crc.png', { crc: 1 }), 'broken'],
  ['a place that is not its own', png('place.png', { offset: 7 }), 'broken'],
]

test.each(members)('a zip archive with %s', async (_what, member, reason) => {
  const file = hostileFile('set.zip', rawZip([png('good.png'), member]))
  const before = tree(root)
  const { report } = await importSource(file)
  expect(tree(root)).toEqual(before)
  expect(report.images).toBe(1)
  expect(report.skipped.map((skip) => [skip.reason, skip.count])).toEqual([[reason, 1]])
})

const npyOf = (header: string, data = 0): Buffer => {
  const text = header.padEnd(117, ' ').concat('\n')
  const head = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8])
  return Buffer.concat([head, Buffer.from(text, 'latin1'), Buffer.alloc(data)])
}
const shapeOf = (shape: string, descr = '|u1') => `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`

const files: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['an empty file', new Uint8Array(0), /empty/],
  ['a zip archive that ends early', readFileSync(fixture('folders.zip')).subarray(0, 3000), /archive/],
  ['a zip archive without a file', rawZip([]), /no images/],
  ['a tar archive that ends early', readFileSync(fixture('folders.tar')).subarray(0, 1500), /damaged|ends|no image/],
  ['a gzipped tar that ends early', readFileSync(fixture('folders.tar.gz')).subarray(0, 900), /ends|damaged|no image/],
  ['gzip with wrong data', Buffer.concat([gzipSync(good).subarray(0, 40), Buffer.alloc(40, 7)]), /no image/],
  [
    'IDX that is longer than it says',
    gzipSync(Buffer.concat([idxBytes([2, 4, 4], new Uint8Array(32)), Buffer.alloc(9)])),
    /longer/,
  ],
  ['IDX that is shorter than it says', idxBytes([9, 4, 4], new Uint8Array(32)), /shorter/],
  ['IDX of petabytes', idxBytes([0xffffffff, 1024, 1024], new Uint8Array(0)), /too large/],
  ['IDX of floats', Buffer.from([0, 0, 0x0d, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]), /no image/],
  ['pickled objects', readFileSync(fixture('pickled.npy')), /Python objects/],
  ['records', npyOf("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 4, 4), }"), /records/],
  ['an array of petabytes', npyOf(shapeOf('1099511627776, 1024, 1024')), /too large/],
  ['an array that ends early', npyOf(shapeOf('4, 8, 8'), 100), /shorter/],
  ['an array that goes on', npyOf(shapeOf('1, 4, 4'), 17), /longer/],
  ['an array without a shape', npyOf("{'descr': '|u1', 'fortran_order': False}"), /header/],
  ['an array of complex numbers', npyOf(shapeOf('1, 4, 4', '<c8'), 128), /type/],
  ['an array of five dimensions', npyOf(shapeOf('1, 1, 4, 4, 3'), 48), /no array/],
  ['an array of volumes', npyOf(shapeOf('2, 5, 7, 9'), 630), /shape/],
  [
    'a header of 64 kB',
    Buffer.concat([npyOf(shapeOf('1, 4, 4')).subarray(0, 6), Buffer.from([2, 0, 255, 255, 255, 127])]),
    /too long/,
  ],
  ['NumPy of version 9', Buffer.concat([npyOf('').subarray(0, 6), Buffer.from([9, 0, 4, 0, 1, 1, 1, 1])]), /version/],
]

test.each(files)('%s is refused by name', async (_what, bytes, message) => {
  expect((await failure(hostileFile('hostile', bytes))).message).toMatch(message)
})

test('NaN costs the image that it is in, and values of no known range the file', async () => {
  const { report } = await importSource(fixture('nan.npy'))
  expect(report.images).toBe(11)
  expect(report.skipped).toMatchObject([{ reason: 'broken', count: 1, examples: [{ path: 'nan.npy #3' }] }])
  const data = Buffer.alloc(64)
  data.writeFloatLE(1e6, 0)
  const wild = Buffer.concat([npyOf(shapeOf('1, 4, 4', '<f4')), data])
  expect((await failure(hostileFile('wild.npy', wild))).message).toMatch(/values from 0 to 1000000/)
})

test('labels that do not fit', async () => {
  writeFileSync(join(set, 'train-images-idx3-ubyte'), idxBytes([4, 4, 4], new Uint8Array(64)))
  writeFileSync(join(set, 'train-labels-idx1-ubyte'), idxBytes([3], new Uint8Array(3)))
  expect((await failure(set)).message).toMatch(/3 labels for 4 images/)
  const other = join(root, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'good.png'), good)
  writeFileSync(join(other, 'dataset.json'), '{"labels": [1, 2, 3]}')
  expect((await failure(other)).message).toMatch(/dataset\.json/)
  writeFileSync(join(other, 'dataset.json'), `{"labels": ${nested('[', '', ']')}}`)
  expect((await failure(other)).message).toMatch(/dataset\.json/)
})

test('a table that is none, and a list that names what is not there', async () => {
  writeFileSync(join(set, 'labels.csv'), 'a,"b\n\u0000,,,"""')
  expect(await skippedBeside('also.txt', Buffer.from('no'))).toEqual([['not-an-image', 'also.txt']])
  writeFileSync(join(set, 'dataset.json'), '{"labels": [["../../../etc/passwd", 1], ["good.png", 2]]}')
  const { manifest } = await importSource(set)
  expect(manifest.classes).toEqual(['2'])
})
