import type { TrashKind } from '@shared/storage/trash'

/** To what a file of a studio home belongs. */
export type Place =
  | { readonly type: 'project'; readonly project: string; readonly part: 'checkpoints' | 'samples' | 'other' }
  | { readonly type: 'dataset'; readonly dataset: string }
  | { readonly type: 'unfinished' | 'caches' | 'trash' | 'database' | 'other' }

const parts: readonly string[] = ['checkpoints', 'samples']
const isPart = (name: string | undefined): name is 'checkpoints' | 'samples' => parts.includes(name ?? '')

/** The identifiers of what is in the trash. */
export type Trashed = Readonly<Record<TrashKind, ReadonlySet<string>>>

/** Names with a point in front stand for what is being written or removed. */
const isHidden = (name: string): boolean => name.startsWith('.')

/**
 * Where a file belongs, by the names that lead to it from the home's folder.
 * @param trashed what is in the trash
 */
export function placeOf([top, first, second, third, fourth, ...rest]: readonly string[], trashed: Trashed): Place {
  if (top === 'datasets' && first !== undefined) {
    if (trashed.dataset.has(first)) return { type: 'trash' }
    if (!isHidden(first)) return { type: 'dataset', dataset: first }
    return { type: first.endsWith('.import') ? 'unfinished' : 'other' }
  }
  if (top === 'projects' && first !== undefined && !isHidden(first)) {
    if (trashed.project.has(first)) return { type: 'trash' }
    if (second !== 'runs' || third === undefined || isHidden(third))
      return { type: 'project', project: first, part: 'other' }
    if (trashed.run.has(third)) return { type: 'trash' }
    const part = rest.length > 0 && isPart(fourth) ? fourth : 'other'
    return { type: 'project', project: first, part }
  }
  if (top === 'cache') return { type: 'caches' }
  if (first === undefined && /^studio\.sqlite(-wal|-shm)?$/.test(top ?? '')) return { type: 'database' }
  return { type: 'other' }
}
