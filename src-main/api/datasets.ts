import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { DatasetsService } from '../datasets/service'
import type { CurationService } from '../importing/curation'
import type { ImportsService } from '../importing/service'
import { type Dialogs, noDialogs } from './dialogs'

const endings = { folder: '', zip: '.zip', npz: '.npz' } as const

/** What datasets need beside their services: who chooses paths. */
export interface DatasetServices {
  readonly datasets: DatasetsService
  readonly imports: ImportsService
  readonly curation: CurationService
}

/** Lets a person choose what to import, or one image. */
export async function pickSource(
  { imports }: DatasetServices,
  dialogs: Dialogs | undefined,
  kind: Parameters<Dialogs['source']>[0],
) {
  const path = await (dialogs ?? noDialogs).source(kind)
  return path === null ? null : imports.sources.add(path)
}

/** Lets a person choose an ONNX file with a feature network. */
export async function pickNetwork({ imports }: DatasetServices, dialogs: Dialogs | undefined) {
  const path = await (dialogs ?? noDialogs).network()
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
