import type { StorageUsage } from '@shared/storage/storage'
import { trashCounts } from '@shared/storage/trash'
import { formatBytes } from '../ui/format/bytes'
import { formatCount } from '../ui/format/numbers'

/** A line of what takes the space. */
export interface UsageBar {
  readonly id: string
  readonly name: string
  /** What it consists of. */
  readonly detail: string
  readonly bytes: number
  /** Of the largest line, from 0 to 1. */
  readonly share: number
}

const runs = (count: number): string => `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`

/** What takes the space, projects first, then datasets, then the rest; what takes nothing is left out, projects and the trash are not. */
export function usageBars(usage: StorageUsage): UsageBar[] {
  const lines: Omit<UsageBar, 'share'>[] = [
    ...usage.projects.map(({ id, name, runs: count, checkpoints, samples, other }) => ({
      id: `project ${id}`,
      name,
      detail: `${runs(count)} · checkpoints ${formatBytes(checkpoints)} · samples ${formatBytes(samples)}`,
      bytes: checkpoints + samples + other,
    })),
    ...usage.datasets
      .filter(({ bytes }) => bytes > 0)
      .map(({ id, name, bytes }) => ({ id: `dataset ${id}`, name, detail: 'dataset', bytes })),
    { id: 'trash', name: 'Trash', detail: trashCounts(usage.trash.counts), bytes: usage.trash.bytes },
    ...[
      { id: 'unfinished', name: 'Unfinished imports', detail: 'go on from Datasets', bytes: usage.unfinished },
      { id: 'caches', name: 'Caches', detail: 'compiled graphs', bytes: usage.caches },
      { id: 'database', name: 'Database', detail: 'records, metrics and logs', bytes: usage.database },
      { id: 'other', name: 'Other', detail: 'such as damaged files that were set aside', bytes: usage.other },
    ].filter(({ bytes }) => bytes > 0),
  ]
  const most = Math.max(1, ...lines.map(({ bytes }) => bytes))
  return lines.map((line) => ({ ...line, share: line.bytes / most }))
}
