import { existsSync } from 'node:fs'
import type { DatasetImportEvent, ImportSource } from '@shared/contract/datasets'
import { StudioError } from '@shared/contract/errors'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { formatBytes, formatCount } from '../format'
import { type ImportOptions, importChoices } from '../import-options'
import { previewLines, progressText, reportLines } from '../import-report'
import { typedPath } from '../launch'

/** Least time between two lines of progress where no terminal shows it, in ms. */
const quietTime = 10_000

/** Shows the progress of an import; answers with its end. */
async function follow({ output }: CommandContext, events: AsyncIterable<DatasetImportEvent>) {
  const { stderr } = output.streams
  let spoken = Number.NEGATIVE_INFINITY
  let stage = ''
  let end: Extract<DatasetImportEvent, { type: 'done' }> | undefined
  for await (const event of events) {
    if (event.type === 'done') end = event
    else if (stderr.isTTY === true) stderr.write(`\r\u001b[K${progressText(event.progress)}`)
    else if (event.progress.stage !== stage || Date.now() - spoken >= quietTime) {
      stage = event.progress.stage
      spoken = Date.now()
      output.note(progressText(event.progress))
    }
  }
  if (stderr.isTTY === true) stderr.write('\r\u001b[K')
  if (end === undefined) throw new Error('the import ended without saying how')
  return end
}

async function importFrom(context: CommandContext, { source }: ImportSource, options: ImportOptions): Promise<number> {
  const { client, output, launch, interruption } = context
  const choices = importChoices(options)
  if (options.dryRun === true) {
    const preview = await client.datasets.preview({ source, choices })
    const { samples, ...document } = preview
    output.result({ ...document, samples: samples.map(({ picture: _, ...sample }) => sample) }, () =>
      previewLines(preview),
    )
    return exitCodes.done
  }
  const events = await client.datasets.import({ source, name: options.name, choices }, { signal: interruption.first })
  const { dataset, report } = await follow(context, events)
  output.result({ dataset, report }, () => [
    ...reportLines(report),
    '',
    `The dataset is ${dataset.id}. Look at it: ${launch.command} datasets show ${dataset.id}`,
  ])
  return exitCodes.done
}

/** `datasets import PATH` */
export async function importDataset(context: CommandContext, path: string, options: ImportOptions): Promise<number> {
  const full = typedPath(context.launch, path)
  if (!existsSync(full)) {
    throw new StudioError('INVALID_INPUT', `There is nothing at ${full}`, {
      safe: 'Nothing has been imported.',
      next: 'Give the path of a folder, an archive or a file.',
    })
  }
  return importFrom(context, context.studio.imports.sources.add(full), options)
}

/** `datasets derive DATASET` */
export async function deriveDataset(context: CommandContext, id: string, options: ImportOptions): Promise<number> {
  return importFrom(context, await context.client.datasets.asSource({ id }), options)
}

/** `datasets verify DATASET` */
export async function verifyDataset({ client, output }: CommandContext, id: string): Promise<number> {
  const dataset = await client.datasets.verify({ id })
  const { state } = dataset
  output.result(dataset, () => [state.type === 'ready' ? `Every file of ${id} is right.` : `Damaged: ${state.message}`])
  return state.type === 'ready' ? exitCodes.done : exitCodes.failed
}

/** `datasets export DATASET` */
export async function exportDataset(
  { studio, output, launch, interruption }: CommandContext,
  id: string,
  { format, out }: { readonly format: 'folder' | 'zip' | 'npz'; readonly out: string },
): Promise<number> {
  const target = typedPath(launch, out)
  const { images, bytes } = await studio.curation.export(id, format, target, interruption.first)
  const size = format === 'folder' ? '' : `, ${formatBytes(bytes)}`
  output.result({ dataset: id, format, target, images }, () => [`${formatCount(images)} images: ${target}${size}`])
  return exitCodes.done
}
