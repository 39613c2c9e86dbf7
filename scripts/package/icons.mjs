import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Transformer } from '@napi-rs/image'
import { root } from '../console.mjs'

/** Sizes of the pictures for Linux, in pixels. */
const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512]
const icoSizes = [16, 24, 32, 48, 64, 128, 256]

/** Types of the entries of an ICNS file that hold a PNG, with its size: https://en.wikipedia.org/wiki/Apple_Icon_Image_format */
const icnsTypes = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic10', 1024],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
])

/** Size of the window's own icon, in pixels. */
const windowSize = 256

/**
 * The studio's icon as a PNG.
 * @param {number} size in pixels
 * @returns {Promise<Buffer>}
 */
export async function iconPng(size) {
  // The renderer draws at 1024 pixels or more, whatever the drawing asks for.
  const drawn = await Transformer.fromSvg(await readFile(join(root, 'resources/icons/icon.svg'), 'utf8')).png()
  return new Transformer(drawn).resize({ width: size, height: size }).png()
}

/**
 * Pictures in one file for Windows: https://learn.microsoft.com/windows/win32/menurc/newheader, with PNG as content.
 * @param {readonly { size: number, png: Buffer }[]} pictures of 1 to 256 pixels
 * @returns {Buffer}
 */
export function ico(pictures) {
  const header = Buffer.alloc(6 + 16 * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [index, { size, png }] of pictures.entries()) {
    const entry = 6 + 16 * index
    // 0 stands for 256.
    header.writeUInt8(size % 256, entry)
    header.writeUInt8(size % 256, entry + 1)
    header.writeUInt16LE(1, entry + 4)
    header.writeUInt16LE(32, entry + 6)
    header.writeUInt32LE(png.length, entry + 8)
    header.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([header, ...pictures.map(({ png }) => png)])
}

/**
 * Pictures in one file for macOS.
 * @param {readonly { type: string, png: Buffer }[]} pictures
 * @returns {Buffer}
 */
export function icns(pictures) {
  const block = (/** @type {string} */ type, /** @type {Buffer} */ content) => {
    const header = Buffer.alloc(8)
    header.write(type, 'latin1')
    header.writeUInt32BE(8 + content.length, 4)
    return Buffer.concat([header, content])
  }
  return block('icns', Buffer.concat(pictures.map(({ type, png }) => block(type, png))))
}

/**
 * Writes the icons that the packages need: `icons/SIZExSIZE.png`, `icon.ico` and `icon.icns`.
 * @param {string} folder
 */
export async function writeIcons(folder) {
  await mkdir(join(folder, 'icons'), { recursive: true })
  for (const size of linuxSizes) await writeFile(join(folder, `icons/${size}x${size}.png`), await iconPng(size))
  const forWindows = await Promise.all(icoSizes.map(async (size) => ({ size, png: await iconPng(size) })))
  await writeFile(join(folder, 'icon.ico'), ico(forWindows))
  const forMac = await Promise.all(icnsTypes.map(async ([type, size]) => ({ type, png: await iconPng(size) })))
  await writeFile(join(folder, 'icon.icns'), icns(forMac))
}

/** Draws the window's icon anew, `resources/icons/icon.png`. */
export async function writeWindowIcon() {
  await writeFile(join(root, 'resources/icons/icon.png'), await iconPng(windowSize))
}
