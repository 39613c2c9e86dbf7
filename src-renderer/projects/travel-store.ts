import type { ProjectExportEvent, ProjectImportEvent } from '@shared/projects/travel'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { useProjects } from './store'

/** A project on its way to a file or from one; in bytes. */
export type Travel =
  | { readonly state: 'idle' }
  | { readonly state: 'under-way'; readonly title: string; readonly done: number; readonly total: number }

type Event = ProjectExportEvent | ProjectImportEvent
const ended = <E extends Event>(event: E): event is Extract<E, { type: 'done' }> => event.type === 'done'

/** Writing projects to files and opening them, one at a time. */
export const useTravel = defineStore('travel', () => {
  const notices = useNotices()
  const projects = useProjects()
  const state = shallowRef<Travel>({ state: 'idle' })
  let leaving = new AbortController()

  /** Follows what is told; answers with its end, undefined where it was cancelled or failed, which is told. */
  async function follow<E extends Event>(
    title: string,
    begin: (signal: AbortSignal) => Promise<AsyncIterable<E>>,
  ): Promise<Extract<E, { type: 'done' }> | undefined> {
    if (state.value.state !== 'idle') return undefined
    const mine = new AbortController()
    leaving = mine
    try {
      for await (const event of await begin(mine.signal)) {
        if (mine.signal.aborted) return undefined
        if (ended(event)) return event
        if (event.type === 'progress') {
          state.value = { state: 'under-way', title, done: event.done, total: event.total }
        }
      }
    } catch (error) {
      if (!mine.signal.aborted) notices.fail(error)
    } finally {
      if (leaving === mine) state.value = { state: 'idle' }
    }
    return undefined
  }

  /** Writes a project to a file that a person chooses. */
  async function save(project: { readonly id: string; readonly name: string }, data: boolean): Promise<void> {
    const done = await follow(`Exporting ${project.name}`, (signal) =>
      api.projects.export({ id: project.id, data }, { signal }),
    )
    if (done) notices.say(`Exported ${project.name} to ${done.name}`)
  }

  /** Opens a project file: one that was dropped, or with null one that a person chooses. */
  async function open(source: string | null): Promise<void> {
    const done = await follow('Opening a project file', (signal) => api.projects.import({ source }, { signal }))
    if (!done) return
    await projects.open(done.project.id)
    const absent = done.datasets.filter(({ outcome }) => outcome !== 'here' && outcome !== 'added')
    const lacking =
      absent.length === 0 ? '' : `. Its runs cannot go on without ${absent.map(({ id }) => id).join(', ')}`
    notices.say(`Opened ${done.project.name} with ${done.runs} ${done.runs === 1 ? 'run' : 'runs'}${lacking}`)
  }

  /** Ends what is under way; nothing half-written stays. */
  function cancel(): void {
    leaving.abort()
    state.value = { state: 'idle' }
  }

  return { state, save, open, cancel }
})
