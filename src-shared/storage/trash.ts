import { z } from 'zod'
import { Id, Name } from '../contract/id'

/** How long what is deleted stays in the trash, in ms: 30 days. */
export const trashTime = 30 * 86_400_000

const Count = z.int().nonnegative()

/** What every thing in the trash has. */
const Discarded = z.object({
  id: Id,
  name: Name,
  /** When it was deleted, and when it will be gone; milliseconds since the epoch. */
  deleted: z.int(),
  until: z.int(),
})

/** A thing in the trash. What belongs to a project that is in the trash is not named on its own. */
export const TrashItem = z.discriminatedUnion('kind', [
  Discarded.extend({ kind: z.literal('project'), runs: Count }),
  Discarded.extend({ kind: z.literal('dataset'), images: Count }),
  Discarded.extend({ kind: z.literal('run'), project: Id, number: z.int().positive() }),
])
export type TrashItem = z.infer<typeof TrashItem>

/** What can be in the trash. */
export const trashKinds = ['project', 'dataset', 'run'] as const
export const TrashKind = z.enum(trashKinds)
export type TrashKind = z.infer<typeof TrashKind>

/** Projects and datasets that were put into the trash. */
export type TrashedProject = Extract<TrashItem, { kind: 'project' }>
export type TrashedDataset = Extract<TrashItem, { kind: 'dataset' }>

/** How many of each kind: `1 project, 2 runs`; `empty` where there is nothing. */
export function trashCounts(counts: Readonly<Record<TrashKind, number>>): string {
  const parts = trashKinds.flatMap((kind) => {
    const count = counts[kind]
    return count === 0 ? [] : [`${count.toLocaleString('en-US')} ${kind}${count === 1 ? '' : 's'}`]
  })
  return parts.length === 0 ? 'empty' : parts.join(', ')
}

/** Counts things by their kind. */
export function countKinds(kinds: Iterable<TrashKind>): Record<TrashKind, number> {
  const counts = { project: 0, dataset: 0, run: 0 }
  for (const kind of kinds) counts[kind]++
  return counts
}
