import type { RunRow } from '@shared/compare/row'
import { StudioError } from '@shared/contract/errors'
import type { Preset } from '@shared/presets/preset'
import type { ProjectCard } from '@shared/projects/project'
import type { RunSummary } from '@shared/runs/run'
import { unknownName } from '../nearest'

function ambiguous(kind: string, wanted: string, ids: readonly string[]): StudioError {
  return new StudioError('INVALID_INPUT', `“${wanted}” means more than one ${kind}`, {
    safe: 'Nothing has been changed.',
    next: `Name one of ${ids.slice(0, 5).join(', ')}.`,
    nearest: ids.slice(0, 5),
  })
}

/** The one that a person means: by id, by name, or by a prefix of the id that only one has. */
function pick<T extends { readonly id: string; readonly name: string }>(
  items: readonly T[],
  wanted: string,
  kind: string,
  code: 'UNKNOWN_RUN' | 'UNKNOWN_PROJECT',
): T {
  const exact = items.find(({ id }) => id === wanted)
  if (exact !== undefined) return exact
  const named = items.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const matches = named.length > 0 ? named : items.filter(({ id }) => wanted !== '' && id.startsWith(wanted))
  const [only, second] = matches
  if (only === undefined) {
    const names = items.flatMap(({ id, name }) => [id, name])
    throw unknownName(code, kind, wanted, [...new Set(names)])
  }
  if (second !== undefined) {
    throw ambiguous(
      kind,
      wanted,
      matches.map(({ id }) => id),
    )
  }
  return only
}

/** The run that a person means by its id, its name or a prefix of its id. @throws StudioError `UNKNOWN_RUN`, `INVALID_INPUT` */
export const findRun = (runs: readonly RunSummary[], wanted: string): RunSummary =>
  pick(runs, wanted, 'run', 'UNKNOWN_RUN')

/** The same among runs of this studio and those that were imported. */
export const findRow = (rows: readonly RunRow[], wanted: string): RunRow => pick(rows, wanted, 'run', 'UNKNOWN_RUN')

/** The project that a person means. @throws StudioError `UNKNOWN_PROJECT`, `INVALID_INPUT` */
export const findProject = (projects: readonly ProjectCard[], wanted: string): ProjectCard =>
  pick(projects, wanted, 'project', 'UNKNOWN_PROJECT')

/** @throws StudioError `UNKNOWN_PRESET` */
export function findPreset(presets: readonly Preset[], wanted: string): Preset {
  const found = presets.find(({ id }) => id === wanted)
  if (found !== undefined) return found
  throw unknownName(
    'UNKNOWN_PRESET',
    'preset',
    wanted,
    presets.map(({ id }) => id),
  )
}
