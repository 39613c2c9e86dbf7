import { join } from 'node:path'
import type { ImportChoices, ImportProgress, ImportReport, ResolvedChoices, Skipped } from '@shared/datasets/import'
import { explainFull } from '../atomic'
import type { Disk } from '../disk'
import { badFile } from '../formats/format'
import type { DatasetManifest } from '../manifest'
import { cancelledError } from '../pack'
import { arrange } from './arrange'
import { readChunks } from './chunks'
import { examine } from './examine'
import { Journal, pixelsName } from './journal'
import { type Identity, packImport } from './pack-import'
import { openSource, type Plan, planImport, plannedSkips } from './plan'
import { ProgressMeter } from './progress'
import { isUsed } from './records'
import { summarise } from './report'
import { resolveChoices } from './suggest'
import { runChunks, type StartWorkers, type Workers } from './workers'

/** Name of the folder, in an import's own, that becomes the dataset's. */
export const packName = 'pack'

/** An import: what to read, how, and where it works. */
export interface ImportJob extends Identity {
  /** The folder or file to import. It is only read. */
  readonly source: string
  readonly choices: ImportChoices
  /** The import's own folder, which keeps what was done when the process ends before the import does. */
  readonly folder: string
}

/** What an import works with. */
export interface ImportTools {
  readonly disk: Disk
  readonly startWorkers: StartWorkers
  readonly onProgress: (progress: ImportProgress) => void
  readonly now: () => number
  readonly signal?: AbortSignal | undefined
}

/** A finished import: `pack` in its folder holds the dataset. */
export interface ImportResult {
  readonly manifest: DatasetManifest
  readonly report: ImportReport
}

/** Reads every image that the journal has not, into the journal. */
async function readAll(
  plan: Plan,
  choices: ResolvedChoices,
  journal: Journal,
  workers: Workers,
  meter: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<void> {
  meter.begin('reading', plan.count - plan.leftOut.size, journal.ledger.known)
  const { height, width } = choices.size
  const chunks = readChunks(plan, journal.chunks, height * width * choices.channels)
  await runChunks(chunks, workers, choices, async ({ record, pixels }) => {
    signal?.throwIfAborted()
    await journal.add(record, pixels)
    meter.add(record.images.length, record.images.filter((image) => !isUsed(image)).length)
  })
}

/** Packs what is in the journal. */
async function packAll(
  plan: Plan,
  choices: ResolvedChoices,
  journal: Journal,
  job: ImportJob,
  meter: ProgressMeter,
  { disk, signal }: ImportTools,
): Promise<{ manifest: DatasetManifest; images: number; skipped: readonly Skipped[] }> {
  const { ledger } = journal
  const arrangement = arrange(plan, ledger, choices.split)
  const images = arrangement.splits.reduce((sum, split) => sum + split.images.length, 0)
  const skipped = [...plannedSkips(plan), ...arrangement.skipped]
  if (images === 0) throw badFile(plan.tree.name, `has no image that can be used: ${summaryText(skipped)}`)
  meter.begin('packing', images)
  const folder = join(job.folder, packName)
  await disk.remove(folder)
  await disk.makeFolder(folder)
  const read = (out: Uint8Array, position: number) => journal.read(out, position)
  const written = { file: join(job.folder, pixelsName), ...(await journal.written()) }
  const tools = { disk, folder, ledger, read, written, onImages: (count: number) => meter.add(count), signal }
  const manifest = await packImport(plan, arrangement, skipped, choices, job, tools)
  await disk.syncFolder(folder)
  return { manifest, images, skipped }
}

async function work(job: ImportJob, tools: ImportTools): Promise<ImportResult> {
  const { startWorkers, onProgress, now, signal } = tools
  const begun = now()
  const meter = new ProgressMeter(onProgress, now)
  // They start while the source is listed.
  const workers = startWorkers()
  try {
    meter.begin('listing', 0)
    const plan = planImport(await openSource(job.source, signal), job.choices)
    const open = job.choices.size === null || job.choices.channels === null
    const choices = resolveChoices(job.choices, open ? await examine(plan, signal) : [])
    const { height, width } = choices.size
    const journal = await Journal.open(
      job.folder,
      `${plan.fingerprint} ${height} ${width} ${choices.channels}`,
      plan.count,
    )
    try {
      await readAll(plan, choices, journal, workers, meter, signal)
      const { manifest, images, skipped } = await packAll(plan, choices, journal, job, meter, tools)
      const seconds = (now() - begun) / 1000
      return { manifest, report: { images, skippedCount: skipped.length, skipped: summarise(skipped), seconds } }
    } finally {
      await journal.close()
    }
  } finally {
    await workers.close()
  }
}

const summaryText = (skipped: Parameters<typeof summarise>[0]): string =>
  summarise(skipped)
    .map(({ reason, count, examples }) => `${count} ${reason} (${examples[0]?.path}: ${examples[0]?.details})`)
    .slice(0, 3)
    .join('; ')

/**
 * Imports a source into a dataset's files. What an earlier run of the same job had finished is not done again.
 * @throws StudioError `INVALID_INPUT` for a source that cannot be imported, `CANCELLED`, `DISK_FULL`
 */
export async function runImport(job: ImportJob, tools: ImportTools): Promise<ImportResult> {
  try {
    return await work(job, tools)
  } catch (error) {
    if (tools.signal?.aborted) throw cancelledError('The import')
    throw explainFull(error, job.folder)
  }
}
