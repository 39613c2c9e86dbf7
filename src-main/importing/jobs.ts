import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Id, Name, Timestamp } from '@shared/contract/id'
import { ImportChoices } from '@shared/datasets/import'
import { z } from 'zod'
import { writeFile } from '../datasets/atomic'
import type { Disk } from '../datasets/disk'
import type { HomePaths } from '../home/home'

const suffix = '.import'
const jobName = 'job.json'

/** An import as it is kept in its folder until it is finished. */
const Job = z.object({
  format: z.literal('gan-studio-import-job'),
  version: z.literal(1),
  id: Id,
  name: Name,
  source: z.string(),
  choices: ImportChoices,
  created: Timestamp,
})
export type Job = z.infer<typeof Job>

/** The folder of an import beside the datasets. */
export const jobFolder = (paths: HomePaths, id: string): string => join(paths.datasets, `.${id}${suffix}`)

/** Imports that were begun and not finished, the oldest first. One that cannot be read, or has its dataset, is left alone. */
export async function listJobs(paths: HomePaths): Promise<Job[]> {
  const names = await readdir(paths.datasets).catch((): string[] => [])
  const jobs: Job[] = []
  const isJob = (name: string) => name.startsWith('.') && name.endsWith(suffix)
  for (const name of names.filter((entry) => isJob(entry) && !names.includes(entry.slice(1, -suffix.length)))) {
    const text = await readFile(join(paths.datasets, name, jobName), 'utf8').catch(() => '')
    try {
      jobs.push(Job.parse(JSON.parse(text)))
    } catch {
      // Its folder was made a moment before the process ended: there is nothing in it to go on with.
    }
  }
  return jobs.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1))
}

/** Makes the folder of a new import. */
export async function createJob(disk: Disk, paths: HomePaths, job: Job): Promise<void> {
  const folder = jobFolder(paths, job.id)
  await disk.remove(folder)
  await disk.makeFolder(folder)
  await writeFile(disk, join(folder, jobName), new TextEncoder().encode(`${JSON.stringify(job, null, 2)}\n`))
  await disk.syncFolder(folder)
}
