import { basename } from 'node:path'
import type { DataFormat } from '@shared/contract/compare'
import type { DataExport } from '../compare/export/service'
import type { LogImport } from '../compare/import/service'
import { replaceFile } from '../datasets/atomic'
import { localDisk } from '../datasets/disk'
import type { ImportsService } from '../importing/service'
import { type Dialogs, noDialogs } from './dialogs'

/** What choosing files for runs needs of the studio. */
export interface DataServices {
  readonly imports: ImportsService
  readonly data: DataExport
  readonly logs: LogImport
}

/** Lets a person choose a folder or a file with logs, and imports them; null where that was cancelled. */
export async function importByDialog(
  { logs }: DataServices,
  dialogs: Dialogs | undefined,
  { project, kind }: { readonly project: string; readonly kind: 'folder' | 'file' },
) {
  const path = await (dialogs ?? noDialogs).logs(kind)
  return path === null ? null : logs.importFrom(path, project)
}

/** Imports what was dropped on the window. */
export const importDropped = ({ logs, imports }: DataServices, source: string, project: string) =>
  logs.importFrom(imports.sources.path(source), project)

/** Lets a person choose a folder, and writes a run's data into it; null where that was cancelled. */
export async function exportRunByDialog(
  { data }: DataServices,
  dialogs: Dialogs | undefined,
  { id, format }: { readonly id: string; readonly format: DataFormat },
) {
  const folder = await (dialogs ?? noDialogs).target(`${id}-${format}`)
  if (folder === null) return null
  await data.write(id, format, folder)
  return { name: basename(folder) }
}

/** Lets a person choose a file, and writes the table of runs into it; null where that was cancelled. */
export async function exportTableByDialog(
  { data }: DataServices,
  dialogs: Dialogs | undefined,
  ids: readonly string[],
) {
  const file = await (dialogs ?? noDialogs).target('runs.csv')
  if (file === null) return null
  await replaceFile(localDisk, file, new TextEncoder().encode(data.table(ids)))
  return { name: basename(file) }
}
