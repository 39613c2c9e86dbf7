import type { ArchitectureSpec } from '@shared/architecture/spec'
import type { Architecture } from '@shared/contract/architectures'
import type { Preset } from '@shared/presets/preset'
import type { RunSummary } from '@shared/runs/run'

/** Where the architecture that is shown comes from. */
export type Source =
  | { readonly type: 'preset'; readonly id: string }
  | { readonly type: 'run'; readonly id: string }
  | { readonly type: 'saved'; readonly id: string }
  /** One that was saved, as it was then: `id` is `ID@NUMBER`. */
  | { readonly type: 'version'; readonly id: string }
  /** Begun here and not saved yet. */
  | { readonly type: 'new'; readonly id: string }

/** A source as one word for a menu or an address, such as `preset:dcgan-28`. */
export const sourceKey = ({ type, id }: Source): string => `${type}:${id}`

/** The source that a key names, undefined for anything else. */
export function parseSource(key: string): Source | undefined {
  const [type, id] = key.split(':')
  if (id === undefined || id === '') return undefined
  const known = ['preset', 'run', 'saved', 'version', 'new'] as const
  const found = known.find((one) => one === type)
  return found && { type: found, id }
}

/** The source that an address asks for, such as `?run=…`; undefined if it asks for none. */
export function sourceOfQuery(query: Readonly<Record<string, unknown>>): Source | undefined {
  for (const type of ['run', 'preset', 'saved', 'new'] as const) {
    const id = query[type]
    if (typeof id === 'string' && id !== '') return { type, id }
  }
  return undefined
}

/** Everything an architecture can be taken from at once; runs are read when they are chosen. */
export interface Library {
  readonly presets: readonly Preset[]
  readonly saved: readonly Architecture[]
}

/** The architecture of a preset or a saved one, undefined if it is not there. Runs are not in the library. */
export function specOf({ presets, saved }: Library, source: Source): ArchitectureSpec | undefined {
  switch (source.type) {
    case 'preset':
      return presets.find(({ id }) => id === source.id)?.config.architecture
    case 'saved':
      return saved.find(({ id }) => id === source.id)?.spec
    case 'run':
    case 'version':
    case 'new':
      return undefined
  }
}

/** A group of a menu. */
export type SourceGroup = {
  readonly type: 'group'
  readonly key: string
  readonly label: string
  readonly children: { value: string; label: string }[]
}

/** Id and number of a version. */
export function parseVersion(id: string): { readonly id: string; readonly number: number } | undefined {
  const [, name, number] = /^(.+)@(\d+)$/.exec(id) ?? []
  return name === undefined ? undefined : { id: name, number: Number(number) }
}

/** The menu of all sources; groups without entries are left out. */
export function sourceMenu({ presets, saved }: Library, runs: readonly RunSummary[]): SourceGroup[] {
  const group = (label: string, children: SourceGroup['children']): SourceGroup => ({
    type: 'group',
    key: label,
    label,
    children,
  })
  return [
    group(
      'Saved',
      saved.map(({ id, spec }) => ({ value: sourceKey({ type: 'saved', id }), label: spec.name })),
    ),
    group(
      'Presets',
      presets.map(({ id, title }) => ({ value: sourceKey({ type: 'preset', id }), label: title })),
    ),
    group(
      'Runs',
      runs.map(({ id, number, name }) => ({
        value: sourceKey({ type: 'run', id }),
        label: name === `Run ${number}` ? name : `Run ${number} · ${name}`,
      })),
    ),
  ].filter(({ children }) => children.length > 0)
}
