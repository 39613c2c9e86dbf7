import { openPresets } from '../src-main/presets/library'
import { makeHome } from './compare-home'

/** Makes a home with 100 synthetic runs of 500 steps. @param root the repository */
export async function main(root: string, folder: string): Promise<void> {
  const preset = openPresets(`${root}resources/presets`)
    .list()
    .find(({ id }) => id === 'mlp-small')
  if (!preset) throw new Error('the preset mlp-small is wanted')
  makeHome(folder, preset.config, { runs: 100, points: 500 })
}
