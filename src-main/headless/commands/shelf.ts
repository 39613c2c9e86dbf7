import type { RunRow } from '@shared/compare/row'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findProject, findRow } from '../find'
import { formatTime } from '../format'
import { typedPath } from '../launch'
import { formatTable } from '../table'

const rowOf = async ({ client }: CommandContext, wanted: string): Promise<RunRow> =>
  findRow(await client.compare.rows({ project: null, at: null }), wanted)

/** `runs remove RUN` */
export async function removeRun(
  context: CommandContext,
  wanted: string,
  { forever = false }: { forever?: boolean },
): Promise<number> {
  const { client, output, launch } = context
  const { id } = await rowOf(context, wanted)
  await client.compare.discard({ ids: [id] })
  if (forever) await client.compare.purge({ ids: [id] })
  output.result({ removed: id, forever }, () =>
    forever
      ? [`Deleted the run ${id} with its files.`]
      : [
          `Put the run ${id} into the trash, where it stays for 30 days.`,
          `Back again: ${launch.command} runs restore ${id}`,
        ],
  )
  return exitCodes.done
}

/** `runs restore RUN` */
export async function restoreRun({ client, output }: CommandContext, wanted: string): Promise<number> {
  const trash = await client.compare.trash()
  const named = trash.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const [only, second] = named
  const id = only !== undefined && second === undefined ? only.id : wanted
  const [row] = await client.compare.restore({ ids: [id] })
  output.result({ restored: id }, () => [`The run ${id} “${row?.name ?? id}” is back.`])
  return exitCodes.done
}

/** `runs trash` */
export async function listTrash(
  { client, output }: CommandContext,
  { empty = false }: { empty?: boolean },
): Promise<number> {
  const trash = await client.compare.trash()
  if (empty) {
    await client.compare.purge({ ids: null })
    output.result({ deleted: trash.map(({ id }) => id) }, () => [`Deleted ${trash.length} runs with their files.`])
    return exitCodes.done
  }
  output.result(trash, () =>
    trash.length === 0
      ? ['The trash is empty.']
      : formatTable(
          [{ title: 'Run' }, { title: 'Name' }, { title: 'Deleted' }, { title: 'Kept until' }],
          trash.map(({ id, name, deleted, until }) => [id, name, formatTime(deleted), formatTime(until)]),
        ),
  )
  return exitCodes.done
}

/** What `runs note` takes beside the run. */
export interface NoteOptions {
  readonly tag: readonly string[]
  readonly untag: readonly string[]
  readonly text?: string | undefined
  readonly name?: string | undefined
  readonly archive?: boolean | undefined
}

/** `runs note RUN` */
export async function noteRun(context: CommandContext, wanted: string, options: NoteOptions): Promise<number> {
  const { client, output } = context
  const { id } = await rowOf(context, wanted)
  const { tag, untag, text, name, archive } = options
  const change = { addTags: [...tag], removeTags: [...untag], notes: text, name, archived: archive }
  const [row] = await client.compare.annotate({ ids: [id], change })
  output.result({ id, name: row?.name, tags: row?.tags, notes: row?.notes, archived: row?.archived }, () => [
    `${id} “${row?.name ?? ''}”${row?.archived === true ? ', archived' : ''}`,
    `Tags: ${row === undefined || row.tags.length === 0 ? '–' : row.tags.join(', ')}`,
    ...(row === undefined || row.notes === '' ? [] : [row.notes]),
  ])
  return exitCodes.done
}

/** `runs import PATH` */
export async function importRuns(
  { client, studio, output, launch }: CommandContext,
  path: string,
  { project }: { project?: string },
): Promise<number> {
  const into = project === undefined ? studio.projects.initial() : findProject(await client.projects.list(), project)
  const { imported, notes } = await studio.logs.importFrom(typedPath(launch, path), into.id)
  const rows = (await client.compare.rows({ project: into.id, at: null })).filter(({ id }) => imported.includes(id))
  output.result({ project: into.id, imported, notes }, () => [
    ...formatTable(
      [
        { title: 'Run' },
        { title: 'Name' },
        { title: 'From' },
        { title: 'Step', align: 'right' },
        { title: 'Curves', align: 'right' },
      ],
      rows.map(({ id, name, source, step, means }) => [id, name, source, `${step}`, `${Object.keys(means).length}`]),
    ),
    ...notes.map(({ log, note }) => `${log}: ${note}`),
    '',
    `Compare: ${launch.command} compare ${imported.slice(0, 3).join(' ')}`,
  ])
  return exitCodes.done
}
