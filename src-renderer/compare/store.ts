import { defineStore } from 'pinia'
import { computed, ref, toRefs } from 'vue'
import type { XRange } from '../charts/axis'
import { useProjects } from '../projects/store'
import { keptState } from './kept-state'
import { forgetOldBrushes } from './parameters/old-brushes'

/** How the runs of the open project are compared. It outlives the screen and the window. */
export const useCompare = defineStore('compare', () => {
  const projects = useProjects()
  /** Whether the part of the x axis in view is being moved or zoomed at this moment. */
  const moving = ref(false)
  /** An id is given again once its project is deleted: the time tells them apart. */
  const project = (): string | undefined => projects.current && `${projects.current.id}@${projects.current.created}`
  const state = keptState(project, () => moving.value)
  forgetOldBrushes(state)
  /** The part of the x axis that all charts show; null for all of it. A new object with each change, however it came. */
  const range = computed({
    get: (): XRange | null => state.zoom && { ...state.zoom },
    set: (next) => {
      state.zoom = next && { ...next }
    },
  })
  /** The run that the hand is on, anywhere on the screen. */
  const highlighted = ref<string | null>(null)
  /** The x that is pointed at in one of the charts. */
  const hover = ref<number | null>(null)
  return { ...toRefs(state), range, highlighted, moving, hover }
})
