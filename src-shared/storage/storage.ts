import { z } from 'zod'
import { Id, Name } from '../contract/id'
import { TrashKind } from './trash'

const ByteCount = z.int().nonnegative()

/** What the files of a project take, in bytes; what is in the trash is not among them. */
export const ProjectUsage = z.object({
  id: Id,
  name: Name,
  runs: z.int().nonnegative(),
  checkpoints: ByteCount,
  samples: ByteCount,
  /** Exports and everything else in its folder. */
  other: ByteCount,
})
export type ProjectUsage = z.infer<typeof ProjectUsage>

/** What a studio home takes on the disk, in bytes. A file with several names, as branches of a run share them, counts once. */
export const StorageUsage = z.object({
  /** The largest first. */
  projects: z.array(ProjectUsage),
  datasets: z.array(z.object({ id: Id, name: Name, bytes: ByteCount })),
  /** Imports that did not come to their end and can go on. */
  unfinished: ByteCount,
  caches: ByteCount,
  /** How many things of each kind are in the trash. */
  trash: z.object({ counts: z.record(TrashKind, z.int().nonnegative()), bytes: ByteCount }),
  database: ByteCount,
  /** What is none of these, such as files that were set aside because they are damaged. */
  other: ByteCount,
  total: ByteCount,
  /** Free space of the disk that the home is on. */
  free: ByteCount,
})
export type StorageUsage = z.infer<typeof StorageUsage>

/** What a clean-up can take away. */
export const cleanKinds = ['checkpoints', 'caches', 'trash'] as const
export const CleanKind = z.enum(cleanKinds)
export type CleanKind = z.infer<typeof CleanKind>

/** Which of it, and with `project` of that project only: caches belong to none. */
export const CleanWish = z.object({ kinds: z.array(CleanKind).min(1).max(cleanKinds.length), project: Id.nullable() })
export type CleanWish = z.infer<typeof CleanWish>

/** One thing that a clean-up takes away. */
export const CleanItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('checkpoints'), run: Id, project: Id, name: z.string(), step: z.int(), bytes: ByteCount }),
  z.object({ kind: z.literal('caches'), files: z.int().positive(), bytes: ByteCount }),
  z.object({ kind: z.literal('trash'), of: TrashKind, id: Id, name: z.string(), bytes: ByteCount }),
])
export type CleanItem = z.infer<typeof CleanItem>

/** What a clean-up would take away or took away; `bytes` is what the disk gains. */
export const CleanUp = z.object({ items: z.array(CleanItem), bytes: ByteCount })
export type CleanUp = z.infer<typeof CleanUp>

/** What each kind is, in the words of the window and the command line. */
export const cleanWords: Record<CleanKind, { readonly title: string; readonly text: string }> = {
  checkpoints: {
    title: 'Older checkpoints',
    text: 'All but the newest of runs that are not at work. Those that are kept as the best, or from before an alert, stay.',
  },
  caches: { title: 'Caches', text: 'Compiled graphs. They are made again when a run needs them.' },
  trash: {
    title: 'Trash',
    text: 'Deleted projects, datasets and runs with all their files. They cannot be restored afterwards.',
  },
}
