import type { ProjectExportEvent, ProjectImportEvent } from '@shared/projects/travel'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { formatBytes, formatTime } from '../format'
import { typedPath } from '../launch'
import { formatTable } from '../table'

/** `projects list` */
export async function listProjects({ client, output }: CommandContext): Promise<number> {
  const list = await client.projects.list()
  output.result(list, () =>
    formatTable(
      [
        { title: 'Project' },
        { title: 'Name' },
        { title: 'Runs', align: 'right' },
        { title: 'Active', align: 'right' },
        { title: 'Opened' },
      ],
      list.map(({ id, name, runs, activeRuns, opened }) => [id, name, `${runs}`, `${activeRuns}`, formatTime(opened)]),
    ),
  )
  return exitCodes.done
}

/** `projects create NAME` */
export async function createProject({ client, output, launch }: CommandContext, name: string): Promise<number> {
  const project = await client.projects.create({ name })
  output.result(project, () => [
    `Created the project ${project.id} “${project.name}”.`,
    `Train in it: ${launch.command} train dcgan-28 --project ${project.id}`,
  ])
  return exitCodes.done
}

/** Shows how far it is where there is a terminal; answers with the end. */
async function follow<Event extends ProjectExportEvent | ProjectImportEvent>(
  { output }: CommandContext,
  events: AsyncIterable<Event>,
): Promise<Extract<Event, { type: 'done' }>> {
  const { stderr } = output.streams
  const terminal = stderr.isTTY === true
  for await (const event of events) {
    if (isDone(event)) {
      if (terminal) stderr.write('\r\u001b[K')
      return event
    }
    if (terminal && event.type === 'progress') {
      stderr.write(`\r\u001b[K${formatBytes(event.done)} of ${formatBytes(event.total)}`)
    }
  }
  throw new Error('it ended without saying how')
}

const isDone = <Event extends ProjectExportEvent | ProjectImportEvent>(
  event: Event,
): event is Extract<Event, { type: 'done' }> => event.type === 'done'

/** `projects export PROJECT --out FILE [--data]` */
export async function exportProject(
  context: CommandContext,
  id: string,
  { out, data = false }: { readonly out: string; readonly data?: boolean },
): Promise<number> {
  const { studio, output, launch, interruption } = context
  const file = typedPath(launch, out)
  const { bytes } = await follow(context, studio.travel.export(id, file, data, interruption.first))
  output.result({ file, bytes }, () => [
    `Wrote the project ${id} to ${file} (${formatBytes(bytes)}).`,
    `Open it elsewhere: ${launch.command} projects import ${out}`,
  ])
  return exitCodes.done
}

const outcomes = {
  here: 'is here already',
  added: 'came with the project',
  different: 'is another dataset here: runs on it can be looked at, and not go on',
  missing: 'is not here: import it under this name, and runs on it can go on',
  trashed: 'is in the trash: restore it, and runs on it can go on',
} as const

/** `projects import FILE` */
export async function importProject(context: CommandContext, path: string): Promise<number> {
  const { studio, output, launch, interruption } = context
  const { project, runs, datasets } = await follow(
    context,
    studio.travel.import(typedPath(launch, path), interruption.first),
  )
  output.result({ project, runs, datasets }, () => [
    `Opened the project ${project.id} “${project.name}” with ${runs} ${runs === 1 ? 'run' : 'runs'}.`,
    ...datasets.map(({ id, outcome }) => `The dataset ${id} ${outcomes[outcome]}.`),
    `See its runs: ${launch.command} runs list --project ${project.id}`,
  ])
  return exitCodes.done
}
