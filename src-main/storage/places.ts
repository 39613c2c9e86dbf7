/** To what a file of a studio home belongs. */
export type Place =
  | { readonly type: 'project'; readonly project: string; readonly part: 'checkpoints' | 'samples' | 'other' }
  | { readonly type: 'dataset'; readonly dataset: string }
  | { readonly type: 'unfinished' | 'caches' | 'trash' | 'database' | 'other' }

const parts: readonly string[] = ['checkpoints', 'samples']
const isPart = (name: string | undefined): name is 'checkpoints' | 'samples' => parts.includes(name ?? '')

/** Names with a point in front stand for what is being written or removed. */
const isHidden = (name: string): boolean => name.startsWith('.')

/**
 * Where a file belongs, by the names that lead to it from the home's folder.
 * @param inTrash whether a run of a project is in the trash
 */
export function placeOf(
  [top, first, second, third, fourth, ...rest]: readonly string[],
  inTrash: (run: string) => boolean,
): Place {
  if (top === 'datasets' && first !== undefined) {
    if (!isHidden(first)) return { type: 'dataset', dataset: first }
    return { type: first.endsWith('.import') ? 'unfinished' : 'other' }
  }
  if (top === 'projects' && first !== undefined && !isHidden(first)) {
    if (second !== 'runs' || third === undefined || isHidden(third))
      return { type: 'project', project: first, part: 'other' }
    if (inTrash(third)) return { type: 'trash' }
    const part = rest.length > 0 && isPart(fourth) ? fourth : 'other'
    return { type: 'project', project: first, part }
  }
  if (top === 'cache') return { type: 'caches' }
  if (first === undefined && /^studio\.sqlite(-wal|-shm)?$/.test(top ?? '')) return { type: 'database' }
  return { type: 'other' }
}
