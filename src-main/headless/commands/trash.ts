import type { TrashItem } from '@shared/storage/trash'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findProject } from '../find'
import { formatTime } from '../format'
import { formatTable } from '../table'

/** What is deleted by `remove`, restored by `restore` and listed by `trash`, beside runs. */
export type RemovableKind = 'project' | 'dataset'

const removals: Record<RemovableKind, (context: CommandContext, wanted: string) => Promise<string>> = {
  async project({ client }, wanted) {
    const { id } = findProject(await client.projects.list(), wanted)
    await client.projects.remove({ id })
    return id
  },
  async dataset({ client }, id) {
    await client.datasets.remove({ id })
    return id
  },
}

const inTrash = async ({ client }: CommandContext, kind: RemovableKind): Promise<TrashItem[]> =>
  (await client.trash.list()).filter((item) => item.kind === kind)

/** `projects remove PROJECT`, `datasets remove DATASET` */
export async function removeThing(
  context: CommandContext,
  kind: RemovableKind,
  wanted: string,
  { forever = false }: { forever?: boolean },
): Promise<number> {
  const { client, output, launch } = context
  const id = await removals[kind](context, wanted)
  if (forever) await client.trash.purge({ kind, ids: [id] })
  output.result({ removed: id, forever }, () =>
    forever
      ? [`Deleted the ${kind} ${id} with its files.`]
      : [
          `Put the ${kind} ${id} into the trash, where it stays for 30 days.`,
          `Back again: ${launch.command} ${kind}s restore ${id}`,
        ],
  )
  return exitCodes.done
}

/** `projects restore PROJECT`, `datasets restore DATASET` */
export async function restoreThing(context: CommandContext, kind: RemovableKind, wanted: string): Promise<number> {
  const trash = await inTrash(context, kind)
  const named = trash.filter(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  const [only, second] = named
  const id = only !== undefined && second === undefined ? only.id : wanted
  await context.client.trash.restore({ kind, id })
  const name = trash.find((item) => item.id === id)?.name ?? id
  context.output.result({ restored: id }, () => [`The ${kind} ${id} “${name}” is back.`])
  return exitCodes.done
}

const title = { project: 'Project', dataset: 'Dataset' } as const

/** `projects trash`, `datasets trash` */
export async function listThings(
  context: CommandContext,
  kind: RemovableKind,
  { empty = false }: { empty?: boolean },
): Promise<number> {
  const { client, output } = context
  const trash = await inTrash(context, kind)
  if (empty) {
    await client.trash.purge({ kind, ids: null })
    output.result({ deleted: trash.map(({ id }) => id) }, () => [
      `Deleted ${trash.length} ${kind}${trash.length === 1 ? '' : 's'} with their files.`,
    ])
    return exitCodes.done
  }
  output.result(trash, () =>
    trash.length === 0
      ? [`There is no ${kind} in the trash.`]
      : formatTable(
          [{ title: title[kind] }, { title: 'Name' }, { title: 'Deleted' }, { title: 'Kept until' }],
          trash.map(({ id, name, deleted, until }) => [id, name, formatTime(deleted), formatTime(until)]),
        ),
  )
  return exitCodes.done
}
