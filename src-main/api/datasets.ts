import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import type { DatasetsService } from '../datasets/service'
import type { CurationService } from '../importing/curation'
import type { ImportsService } from '../importing/service'

/** Dialogs in which a person chooses a path; null where they were cancelled. */
export interface Dialogs {
  source(kind: 'folder' | 'file'): Promise<string | null>
  /** @param name what is suggested, with its ending */
  target(name: string): Promise<string | null>
}

const noDialogs: Dialogs = {
  source: () => Promise.reject(noWindow()),
  target: () => Promise.reject(noWindow()),
}

const noWindow = (): StudioError =>
  new StudioError('WRONG_STATE', 'There is no window in which a path could be chosen', {
    safe: 'Nothing has been changed.',
    next: 'Give the path on the command line.',
  })

const endings = { folder: '', zip: '.zip', npz: '.npz' } as const

/** What datasets need beside their services: who chooses paths. */
export interface DatasetServices {
  readonly datasets: DatasetsService
  readonly imports: ImportsService
  readonly curation: CurationService
}

/** Lets a person choose what to import. */
export async function pickSource({ imports }: DatasetServices, dialogs: Dialogs | undefined, kind: 'folder' | 'file') {
  const path = await (dialogs ?? noDialogs).source(kind)
  return path === null ? null : imports.sources.add(path)
}

/** Lets a person choose where to export to, and exports. */
export async function exportByDialog(
  { datasets, curation }: DatasetServices,
  dialogs: Dialogs | undefined,
  { id, format }: { readonly id: string; readonly format: keyof typeof endings },
  signal: AbortSignal | undefined,
) {
  await datasets.show(id)
  const target = await (dialogs ?? noDialogs).target(`${id}${endings[format]}`)
  if (target === null) return null
  const { images } = await curation.export(id, format, target, signal)
  return { name: basename(target), images }
}

/** Lets a person choose where the report of an import goes, and writes it. */
export async function saveReport({ curation }: DatasetServices, dialogs: Dialogs | undefined, id: string) {
  const report = await curation.report(id)
  const target = await (dialogs ?? noDialogs).target(`${id}-skipped.jsonl`)
  if (target === null) return null
  await writeFile(target, report)
  return { name: basename(target) }
}
