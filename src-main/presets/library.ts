import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Problem, StudioError } from '@shared/contract/errors'
import { Preset } from '@shared/presets/preset'
import { configProblems } from '@shared/runs/config'
import { problemsOf } from '@shared/runs/setting'
import { unknownName } from '../nearest'

/** The presets that ship with the studio. */
export interface PresetLibrary {
  /** Every preset in the order of their ids. Throws a `StudioError` `INVALID_CONFIG` for a damaged file. */
  list(): readonly Preset[]
  /** Throws a `StudioError` `UNKNOWN_PRESET` with the nearest names. */
  get(id: string): Preset
}

const damaged = (file: string, problems: Problem[], details: string): StudioError =>
  new StudioError('INVALID_CONFIG', `The preset file ${basename(file)} is damaged`, {
    safe: 'Projects and runs are not touched.',
    next: 'Install the studio again, or restore the file.',
    problems,
    details,
  })

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw damaged(file, [], `${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** A preset from its file, which has its id as its name. */
function readPreset(file: string): Preset {
  const json = readJson(file)
  const parsed = Preset.safeParse(json)
  if (!parsed.success) throw damaged(file, problemsOf(parsed.error, json), file)
  const problems = configProblems(parsed.data.config).map(({ path, message }) => ({ path: `config.${path}`, message }))
  if (parsed.data.id !== basename(file, '.json')) problems.push({ path: 'id', message: 'differs from the file’s name' })
  if (problems.length > 0) throw damaged(file, problems, file)
  return parsed.data
}

/** The presets in a folder of JSON files, read when they are first wanted. */
export function openPresets(folder: string): PresetLibrary {
  let presets: readonly Preset[] | undefined
  const list = () => {
    presets ??= readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => readPreset(join(folder, name)))
    return presets
  }
  return {
    list,
    get(id) {
      const found = list().find((preset) => preset.id === id)
      if (found) return found
      throw unknownName(
        'UNKNOWN_PRESET',
        'preset',
        id,
        list().map((preset) => preset.id),
      )
    },
  }
}
