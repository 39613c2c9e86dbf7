import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { formatTime } from '../format'
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
