import { z } from 'zod'
import { Id } from '../contract/id'
import { Project } from './project'

/** Ending of a project file. */
export const projectEnding = '.ganstudio'

/** What became of a dataset that a project’s runs trained on: it was here, came with it, is another one here, or is not here. */
export const DatasetOutcome = z.object({
  id: Id,
  outcome: z.enum(['here', 'added', 'different', 'missing', 'trashed']),
})
export type DatasetOutcome = z.infer<typeof DatasetOutcome>

const Progress = z.object({
  type: z.literal('progress'),
  /** Bytes. */
  done: z.number().nonnegative(),
  total: z.number().nonnegative(),
})

/** What writing a project to a file tells; `cancelled` where a person chose no file. */
export const ProjectExportEvent = z.discriminatedUnion('type', [
  Progress,
  z.object({ type: z.literal('cancelled') }),
  z.object({ type: z.literal('done'), name: z.string(), bytes: z.number().nonnegative() }),
])
export type ProjectExportEvent = z.infer<typeof ProjectExportEvent>

/** What opening a project file tells; `cancelled` where a person chose no file. */
export const ProjectImportEvent = z.discriminatedUnion('type', [
  Progress,
  z.object({ type: z.literal('cancelled') }),
  z.object({
    type: z.literal('done'),
    project: Project,
    runs: z.number().int().nonnegative(),
    datasets: z.array(DatasetOutcome),
  }),
])
export type ProjectImportEvent = z.infer<typeof ProjectImportEvent>
