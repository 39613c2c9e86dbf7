import { z } from 'zod'
import { Id, Name, Timestamp } from '../contract/id'

/** A folder of work: runs that belong together. */
export const Project = z.object({ id: Id, name: Name, created: Timestamp, opened: Timestamp })
export type Project = z.infer<typeof Project>

/** A project as its card shows it. */
export const ProjectCard = Project.extend({
  runs: z.int().nonnegative(),
  activeRuns: z.int().nonnegative(),
  /** The newest sample grid of its newest run that has one. */
  latestSample: z.object({ run: Id, step: z.int().nonnegative() }).nullable(),
})
export type ProjectCard = z.infer<typeof ProjectCard>
