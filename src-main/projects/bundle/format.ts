import { Id, Name } from '@shared/contract/id'
import { z } from 'zod'
import { FileName } from '../../datasets/manifest'

/** Names in the archive. */
export const names = { head: 'project.json', records: 'records.jsonl', runs: 'runs', datasets: 'datasets' } as const

/** Parts of a run’s folder that travel; what a person exported from it does not. */
export const runParts = ['checkpoints', 'samples'] as const

/** `project.json`: what a project file is, before anything else of it is read. */
export const ProjectHead = z.object({
  format: z.literal('gan-studio-project'),
  version: z.literal(1),
  /** Version of the program that wrote it. */
  studio: z.string(),
  /** Schema version of the records. */
  schema: z.int().positive(),
  project: z.object({ id: Id, name: Name }),
  runs: z.int().nonnegative(),
  /** Datasets that its runs trained on, and whether they are in the file. */
  datasets: z.array(z.object({ id: Id, included: z.boolean() })),
})
export type ProjectHead = z.infer<typeof ProjectHead>

/** A file of a run, by its place in the archive: `runs/RUN/samples/FILE` or `runs/RUN/checkpoints/CHECKPOINT/FILE`. */
export interface RunFile {
  readonly run: string
  /** Below the run’s folder: safe names, joined by `/`. */
  readonly path: string
}

/** The place of a run’s file, undefined for what has no place in a project file. */
export function runFile(path: string): RunFile | undefined {
  const [root, run = '', part, ...rest] = path.split('/')
  const depth = part === 'checkpoints' ? 2 : part === 'samples' ? 1 : 0
  if (root !== names.runs || !Id.safeParse(run).success || depth !== rest.length) return undefined
  return rest.every((name) => FileName.safeParse(name).success) ? { run, path: [part, ...rest].join('/') } : undefined
}

/** A file of a dataset, by its place in the archive: `datasets/DATASET/FILE`. */
export function datasetFile(path: string): { readonly dataset: string; readonly name: string } | undefined {
  const [root, dataset = '', name = '', ...rest] = path.split('/')
  const right = root === names.datasets && rest.length === 0 && FileName.safeParse(name).success
  return right && Id.safeParse(dataset).success ? { dataset, name } : undefined
}
