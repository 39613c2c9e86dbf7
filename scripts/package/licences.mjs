import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../console.mjs'
import { bundledPackages } from './bundled.mjs'
import { admittedPackages, packagingConfig } from './config.mjs'

/** Licences, by their SPDX names, that let the studio be passed on under its own. */
const permitted = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/**
 * @typedef {object} Licensed
 * @property {string} name
 * @property {string} version
 * @property {string} licence as an SPDX expression; empty where the package names none
 * @property {string} text of its licence, and of those of the libraries in it; empty where its own is nowhere
 */

/**
 * Whether an SPDX expression permits what the studio does: all of an AND, one of an OR. Exceptions (`WITH`) are refused.
 * @param {string} expression
 * @returns {boolean}
 */
export function permits(expression) {
  const plain = expression.trim().replace(/^\((.*)\)$/, '$1')
  if (plain.includes('(')) return false
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((name) => permitted.has(name.trim())))
}

/**
 * Where the text of a package stands that brings none itself: in a package of the same project, in `texts` (the file of another version
 * of it, or the text of its licence with the name of its author), or, for a licence that is the same text for all, in any package under it.
 * @type {readonly { readonly packages: RegExp, readonly file: string }[]}
 */
const elsewhere = [
  { packages: /^@koromix\/koffi-/, file: 'node_modules/koffi/LICENSE.txt' },
  { packages: /^@libsql\//, file: 'node_modules/libsql/LICENSE' },
  { packages: /^@napi-rs\/image-/, file: 'node_modules/@napi-rs/image/LICENSE' },
  { packages: /^@tensorflow\/tfjs-/, file: 'node_modules/long/LICENSE' },
  { packages: /^onnxruntime-/, file: 'scripts/package/texts/onnxruntime.txt' },
  { packages: /^tr46$/, file: 'scripts/package/texts/tr46.txt' },
  { packages: /^(css-render|@css-render\/.+|vdirs)$/, file: 'scripts/package/texts/css-render.txt' },
  { packages: /^@cwasm\/jpeg-turbo$/, file: 'scripts/package/texts/cwasm-jpeg-turbo.txt' },
]

/** The libraries that packages hold in compiled form, beside their own code. */
const compiledIn = [{ packages: /^@(cwasm|julusian)\/jpeg-turbo$/, file: 'scripts/package/texts/libjpeg-turbo.txt' }]

/** The text of a licence that stands at the end of a package's description. @returns {Promise<string>} empty without one */
async function describedLicence(/** @type {string} */ folder) {
  const file = (await readdir(folder)).find((name) => /^readme/i.test(name))
  const description = file === undefined ? '' : await readFile(join(folder, file), 'utf8')
  const from = description.search(/^#*\s*licen[cs]e\b.*$/im)
  const text = from < 0 ? '' : description.slice(from)
  return text.includes('Permission is hereby granted') ? text.trim() : ''
}

/**
 * @param {string} folder of an installed package
 * @returns {Promise<Licensed>}
 */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
  const licence = typeof license === 'string' ? license : (license?.type ?? '')
  const own = texts.map((text) => text.trim()).join('\n\n') || (await textElsewhere(name, folder))
  if (own === '') return { name, version, licence, text: '' }
  const compiled = compiledIn.filter(({ packages }) => packages.test(name))
  const others = await Promise.all(compiled.map(({ file }) => readFile(join(root, file), 'utf8')))
  return { name, version, licence, text: [own, ...others.map((text) => text.trim())].join('\n\n') }
}

/** The text of a package that brings no file of it. @returns {Promise<string>} empty where there is none */
async function textElsewhere(/** @type {string} */ name, /** @type {string} */ folder) {
  const other = elsewhere.find(({ packages }) => packages.test(name))
  const text = other ? await readFile(join(root, other.file), 'utf8') : await describedLicence(folder)
  return text.trim()
}

/**
 * The licences of all that a package of the studio brings, sorted by name: what its bundles were made of, and the packages
 * that stand beside them. The application must have been built.
 * @param {readonly string[]} shipped folders of the latter, below node_modules
 * @returns {Promise<Licensed[]>}
 */
export async function thirdPartyLicences(shipped) {
  const folders = new Set([...(await bundledPackages()), ...shipped])
  const present = [...folders].map((name) => join(root, 'node_modules', name)).filter((folder) => existsSync(folder))
  const licences = await Promise.all(present.map(licenceOf))
  return licences.sort((one, other) => (one.name < other.name ? -1 : 1))
}

/**
 * Those packages whose licence does not permit to pass the studio on, as `name (licence)`.
 * @param {readonly Licensed[]} licences
 */
export const refusedLicences = (licences) =>
  licences.filter(({ licence }) => !permits(licence)).map(({ name, licence }) => `${name} (${licence || 'none'})`)

/**
 * Those packages whose licence's text is nowhere, as `name (licence)`.
 * @param {readonly Licensed[]} licences
 */
export const withoutText = (licences) =>
  licences.filter(({ text }) => text === '').map(({ name, licence }) => `${name} (${licence})`)

/**
 * The folders of the packages that stand in a package beside the bundles: those that electron-builder.yml lets in.
 * @returns {Promise<string[]>} below node_modules
 */
export async function shippedPackages() {
  const names = admittedPackages(await packagingConfig())
  const folders = await Promise.all(
    names.map(async (name) => {
      if (!name.startsWith('@')) return [name]
      return (await readdir(join(root, 'node_modules', name))).map((inner) => `${name}/${inner}`)
    }),
  )
  return [...folders.flat(), 'libsql/node_modules/detect-libc'].filter((name) => !name.includes('musl'))
}

/**
 * The file that goes with a package.
 * @param {readonly Licensed[]} licences
 * @returns {string}
 */
export function licenceFile(licences) {
  const parts = licences.map(({ name, version, licence, text }) => {
    const heading = `${name} ${version} (${licence})`
    return `${'-'.repeat(80)}\n${heading}\n\n${text}\n`
  })
  const about =
    'GAN Studio is made with the packages below. Electron and Chromium are licensed as LICENSE.electron.txt and\nLICENSES.chromium.html say.\n'
  return [about, ...parts].join('\n')
}
