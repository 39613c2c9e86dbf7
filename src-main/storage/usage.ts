import { statfs } from 'node:fs/promises'
import type { ProjectUsage, StorageUsage } from '@shared/storage/storage'
import { countKinds, type TrashItem, type TrashKind } from '@shared/storage/trash'
import type { OpenHome } from '../home/open'
import { filesBelow } from './files'
import { placeOf } from './places'

type Counted = { -readonly [K in keyof ProjectUsage]: ProjectUsage[K] }

const sizeOf = ({ checkpoints, samples, other }: ProjectUsage): number => checkpoints + samples + other

/**
 * Adds up what every file of a home takes. What is in a folder that no record knows counts as other.
 * @param trash what is in the trash
 */
export async function measureUsage({ paths, store }: OpenHome, trash: readonly TrashItem[]): Promise<StorageUsage> {
  const idsOf = (kind: TrashKind) => new Set(trash.filter((item) => item.kind === kind).map(({ id }) => id))
  const trashed = { project: idsOf('project'), dataset: idsOf('dataset'), run: idsOf('run') }
  const projects = new Map(
    store.projects
      .cards()
      .map(({ id, name, runs }): [string, Counted] => [id, { id, name, runs, checkpoints: 0, samples: 0, other: 0 }]),
  )
  const datasets = new Map(store.datasets.list().map(({ id, name }) => [id, { id, name, bytes: 0 }]))
  const sums = { unfinished: 0, caches: 0, trash: 0, database: 0, other: 0 }
  const seen = new Set<string>()
  let total = 0
  for await (const { path, bytes, identity, names } of filesBelow(paths.root)) {
    if (names > 1) {
      if (seen.has(identity)) continue
      seen.add(identity)
    }
    total += bytes
    const place = placeOf(path, trashed)
    const project = place.type === 'project' ? projects.get(place.project) : undefined
    const dataset = place.type === 'dataset' ? datasets.get(place.dataset) : undefined
    if (place.type === 'project' && project) project[place.part] += bytes
    else if (dataset) dataset.bytes += bytes
    else if (place.type === 'project' || place.type === 'dataset') sums.other += bytes
    else sums[place.type] += bytes
  }
  const { bsize, bavail } = await statfs(paths.root)
  return {
    ...sums,
    projects: [...projects.values()].sort((a, b) => sizeOf(b) - sizeOf(a)),
    datasets: [...datasets.values()].sort((a, b) => b.bytes - a.bytes),
    trash: { counts: countKinds(trash.map(({ kind }) => kind)), bytes: sums.trash },
    total,
    free: bsize * bavail,
  }
}
