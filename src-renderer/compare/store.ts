import type { QuantityName } from '@shared/measures/measure'
import { defineStore } from 'pinia'
import { ref } from 'vue'
import type { CurveName } from './measured'

/** How runs are compared. It outlives the screen. */
export const useCompare = defineStore('compare', () => {
  /** Ids of the chosen runs; null until somebody chose. */
  const chosen = ref<readonly string[] | null>(null)
  const metrics = ref<CurveName[]>(['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore'])
  /** Weight of the past, 0 to 0.99. */
  const smoothing = ref(0.9)
  const tab = ref<'curves' | 'grids'>('curves')

  /** The quantity in the table; undefined takes the first that was measured. */
  const quantity = ref<QuantityName>()

  return { chosen, metrics, smoothing, tab, quantity }
})
