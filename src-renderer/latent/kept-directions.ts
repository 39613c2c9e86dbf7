import type { NamedDirection } from '@shared/latent/direction'
import { fromBase64Url, toBase64Url } from '@shared/latent/float-text'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { useProjects } from '../projects/store'

/** A direction that a person made and named. */
export interface KeptDirection {
  readonly name: string
  /** Of length 1. */
  readonly values: Float32Array
}

const fromNamed = ({ name, numbers }: NamedDirection): KeptDirection[] => {
  const values = fromBase64Url(numbers)
  return values ? [{ name, values }] : []
}

/** The directions of the current project, which main keeps. */
export const useKeptDirections = defineStore('kept-directions', () => {
  const projects = useProjects()
  const notices = useNotices()
  const named = shallowRef<readonly NamedDirection[]>([])
  const directions = computed(() => named.value.flatMap(fromNamed))
  const project = computed(() => projects.current?.id)

  watch(
    project,
    async (id) => {
      named.value = []
      if (id === undefined) return
      try {
        const found = await api.latent.keptDirections({ project: id })
        if (project.value === id) named.value = found
      } catch (error) {
        notices.fail(error)
      }
    },
    { immediate: true },
  )

  /** Keeps a direction under a name; one that had it is replaced. @throws StudioError */
  async function keep(name: string, values: Float32Array): Promise<void> {
    if (project.value === undefined) return
    const direction = { name, numbers: toBase64Url(values) }
    named.value = await api.latent.keepDirection({ project: project.value, direction })
  }

  /** @throws StudioError */
  async function drop(name: string): Promise<void> {
    if (project.value !== undefined) named.value = await api.latent.dropDirection({ project: project.value, name })
  }
  return { directions, keep, drop }
})
