import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../console.mjs'

/**
 * A dataset that rows train on: bundled, imported from a file, or derived from another dataset.
 * @typedef {object} DatasetRecipe
 * @property {string} id
 * @property {string} title
 * @property {string} [file] relative to the folder of the data
 * @property {string} [from] the dataset that it is derived from
 * @property {string[]} [options] of `datasets import` or `datasets derive`
 */

/**
 * A row of docs/results.md: one system, trained once.
 * @typedef {object} Row
 * @property {string} id
 * @property {string} preset
 * @property {string} dataset
 * @property {string[]} options of `train`
 * @property {string} [metric] the series of the run that tells how well it went; absent where that is the Fréchet distance
 * @property {string[]} [pictures] kinds of pictures, if not the family's first alone; that one is written as ""
 * @property {string} [remark]
 */

/** The folder of the rows, their runs and pictures. */
export const folder = join(root, 'docs/results')

/**
 * The name of a row's picture.
 * @param {string} id
 * @param {string} kind
 */
export const pictureFile = (id, kind) => (kind === '' ? `${id}.png` : `${id}-${kind}.png`)

/** @returns {{ datasets: DatasetRecipe[], rows: Row[] }} */
export function readSystems() {
  return JSON.parse(readFileSync(join(folder, 'systems.json'), 'utf8'))
}
