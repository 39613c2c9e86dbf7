import type { DataFormat } from '@shared/contract/compare'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findRow, findRun } from '../find'
import { typedPath } from '../launch'

/** What `export` is told. */
export interface ExportOptions {
  readonly steps: number
  readonly out: string
}

/** `export RUN --format replay` */
export async function exportReplay(
  { client, studio, launch, output }: CommandContext,
  wanted: string,
  { steps, out }: ExportOptions,
): Promise<number> {
  const { id } = findRun(await client.runs.list({ project: null }), wanted)
  const folder = typedPath(launch, out)
  await studio.runs.replay(id, steps, folder)
  output.result({ run: id, format: 'replay', steps, folder }, () => [
    `The first ${steps} ${steps === 1 ? 'step' : 'steps'} of ${id}: ${folder}`,
  ])
  return exitCodes.done
}

/** `export RUN --format tensorboard | csv | json` */
export async function exportData(
  { client, studio, launch, output }: CommandContext,
  wanted: string,
  format: DataFormat,
  out: string,
): Promise<number> {
  const { id } = findRow(await client.compare.rows({ project: null, at: null }), wanted)
  const folder = typedPath(launch, out)
  const files = await studio.data.write(id, format, folder)
  output.result({ run: id, format, folder, files }, () => [
    `The data of ${id}: ${folder}`,
    ...files.map((name) => `  ${name}`),
  ])
  return exitCodes.done
}
