import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { readStored, writeStored } from '../app/stored'
import { moveTour, type TourMove, type TourState, tourSteps } from './steps'

const KEY = 'tour'
const SEEN = 'seen'

/** The tour of the window, and whether it was ever seen on this machine. */
export const useTour = defineStore('tour', () => {
  const state = shallowRef<TourState>({ type: 'off' })
  const seen = ref(readStored(KEY) === SEEN)
  const step = computed(() => (state.value.type === 'at' ? tourSteps[state.value.index] : undefined))
  const index = computed(() => (state.value.type === 'at' ? state.value.index : 0))

  function move(how: TourMove): void {
    state.value = moveTour(state.value, how)
    if (how === 'start') {
      seen.value = true
      writeStored(KEY, SEEN)
    }
  }

  const start = (): void => move('start')

  return { state, seen, step, index, move, start }
})
