import { defineStore } from 'pinia'
import { reactive, ref, toRefs, watch } from 'vue'
import { readStored, writeStored } from '../app/stored'
import type { XRange } from '../charts/axis'
import { parseState } from './state'

const KEY = 'compare'

/** How runs are compared. It outlives the screen and the window. */
export const useCompare = defineStore('compare', () => {
  const state = reactive(parseState(readStored(KEY)))
  /** The run that the hand is on, anywhere on the screen. */
  const highlighted = ref<string | null>(null)
  /** The part of the x axis that all charts show; null for all of it. */
  const range = ref<XRange | null>(null)
  /** Whether that part is being moved or zoomed at this moment. */
  const moving = ref(false)
  /** The x that is pointed at in one of the charts. */
  const hover = ref<number | null>(null)

  watch(state, () => writeStored(KEY, JSON.stringify(state)), { deep: true })
  return { ...toRefs(state), highlighted, range, moving, hover }
})
