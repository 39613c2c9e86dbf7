import { basename } from 'node:path'
import type { LatentExportEvent } from '@shared/contract/latent'
import { type Drawing, endingOf } from '@shared/latent/drawing'
import type { ExportFormat } from '@shared/latent/export'
import type { LatentService } from '../latent/service'
import { type Dialogs, noDialogs } from './dialogs'

/** Lets a person choose where a drawing goes, and writes it. */
export async function* exportDrawing<Frames>(
  { latent }: { readonly latent: LatentService<Frames> },
  dialogs: Dialogs | undefined,
  { session, drawing }: { readonly session: string; readonly drawing: Drawing },
  signal: AbortSignal | undefined,
): AsyncGenerator<LatentExportEvent, void, void> {
  const { run, step } = latent.require(session)
  const target = await (dialogs ?? noDialogs).target(`${run}-step-${step}-${drawing.kind}.${endingOf(drawing)}`)
  if (target === null) return
  yield* latent.draw(session, drawing, target, signal)
  yield { type: 'written', name: basename(target) }
}

/** Lets a person choose a folder, and writes the generator into it. */
export async function exportModel<Frames>(
  { latent }: { readonly latent: LatentService<Frames> },
  dialogs: Dialogs | undefined,
  { session, format }: { readonly session: string; readonly format: ExportFormat },
): Promise<{ name: string } | null> {
  const { run, step } = latent.require(session)
  const folder = await (dialogs ?? noDialogs).target(`${run}-step-${step}-${format}`)
  if (folder === null) return null
  await latent.exportModel(session, format, folder)
  return { name: basename(folder) }
}
