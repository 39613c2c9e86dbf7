import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { Project, ProjectCard } from '@shared/projects/project'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { readStored, writeStored } from '../app/stored'
import { api } from '../client/api'
import { chooseCurrent } from './current'

type ProjectsState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly projects: readonly ProjectCard[] }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

const KEY = 'project'

/** The projects of the studio and the one that is open in this window. */
export const useProjects = defineStore('projects', () => {
  const state = shallowRef<ProjectsState>({ state: 'loading' })
  const chosen = ref(readStored(KEY))
  const projects = computed(() => (state.value.state === 'ready' ? state.value.projects : []))
  /** The open project; undefined while the projects load, or if there is none. New runs go into it. */
  const current = computed(() => chooseCurrent(projects.value, chosen.value))

  async function reload(): Promise<void> {
    try {
      state.value = { state: 'ready', projects: await api.projects.list() }
    } catch (error) {
      state.value = { state: 'failed', failure: toStoredFailure(error) }
    }
  }

  /** Makes a project the open one of this window. */
  function choose(id: string): void {
    chosen.value = id
    writeStored(KEY, id)
  }

  /** The same, and notes in the studio that it was opened. */
  async function open(id: string): Promise<void> {
    choose(id)
    await api.projects.open({ id })
    await reload()
  }

  /** Creates a project and opens it. */
  async function create(name: string): Promise<Project> {
    const project = await api.projects.create({ name })
    await open(project.id)
    return project
  }

  /** The open project, created if the studio has none at all. */
  async function ensureCurrent(): Promise<string> {
    if (state.value.state !== 'ready') await reload()
    return current.value?.id ?? (await create('My first project')).id
  }

  async function rename(id: string, name: string): Promise<void> {
    await api.projects.rename({ id, name })
    await reload()
  }

  async function remove(id: string): Promise<void> {
    await api.projects.remove({ id })
    await reload()
  }

  void reload()
  return { state, projects, current, reload, choose, open, create, ensureCurrent, rename, remove }
})
