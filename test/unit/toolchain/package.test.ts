import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { packageOf } from '../../../scripts/package/bundled.mjs'
import { icns, ico, iconPng } from '../../../scripts/package/icons.mjs'
import { licenceFile, permits, refusedLicences, withoutText } from '../../../scripts/package/licences.mjs'

/** Width and height in a PNG's header. */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)]

test('the icon of the window is the one that is drawn', async () => {
  const kept = readFileSync(resolve(import.meta.dirname, '../../../resources/icons/icon.png'))
  expect(sizeOf(kept)).toEqual([256, 256])
  expect(kept.equals(await iconPng(256))).toBe(true)
})

test('the files for Windows and macOS say where each picture is', async () => {
  const pictures = await Promise.all([16, 256].map(async (size) => ({ size, png: await iconPng(size) })))
  const windows = ico(pictures)
  expect([windows.readUInt16LE(0), windows.readUInt16LE(2), windows.readUInt16LE(4)]).toEqual([0, 1, 2])
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index
    const [length, at] = [windows.readUInt32LE(entry + 8), windows.readUInt32LE(entry + 12)]
    expect(windows[entry]).toBe(size % 256)
    expect(windows.subarray(at, at + length).equals(png)).toBe(true)
  }
  const mac = icns(pictures.map(({ size, png }) => ({ type: size === 16 ? 'icp4' : 'ic08', png })))
  expect([mac.toString('latin1', 0, 4), mac.readUInt32BE(4)]).toEqual(['icns', mac.length])
  const second = 8 + mac.readUInt32BE(12)
  expect([mac.toString('latin1', 8, 12), mac.toString('latin1', second, second + 4)]).toEqual(['icp4', 'ic08'])
  expect(sizeOf(mac.subarray(second + 8))).toEqual([256, 256])
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['BSD-3-Clause AND MIT', true],
  ['GPL-3.0-only', false],
  ['MIT AND LGPL-2.1', false],
  ['GPL-2.0 WITH Classpath-exception-2.0', false],
  ['SEE LICENSE IN LICENSE', false],
  ['UNLICENSED', false],
  ['', false],
])('the licence “%s” permits a package: %s', (expression, expected) => {
  expect(permits(expression)).toBe(expected)
})

test('a package with another licence is named, and the file has every text', () => {
  const one = { name: 'one', version: '1.0.0', licence: 'MIT', text: 'Do as you like.' }
  const other = { name: 'other', version: '2.0.0', licence: '', text: '' }
  expect(refusedLicences([one, other])).toEqual(['other (none)'])
  expect(withoutText([one, other])).toEqual(['other ()'])
  expect(licenceFile([one, other])).toMatch(/one 1\.0\.0 \(MIT\)\n\nDo as you like\.[\s\S]*other 2\.0\.0 \(\)/)
})

test.each([
  ['/clone/src-main/main.ts', null],
  ['/clone/node_modules/zod/v4/index.js', 'zod'],
  ['/clone/node_modules/@orpc/client/dist/index.mjs?commonjs', '@orpc/client'],
  ['\0/clone/node_modules/a/node_modules/@b/c/index.js', 'a/node_modules/@b/c'],
  ['C:\\clone\\node_modules\\vue\\index.js', 'vue'],
])('the module %s belongs to %s', (id, expected) => {
  expect(packageOf(id)).toBe(expected)
})
