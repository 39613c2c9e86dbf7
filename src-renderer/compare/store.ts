import type { MetricName } from '@shared/runs/metrics'
import { defineStore } from 'pinia'
import { ref } from 'vue'

/** How runs are compared. It outlives the screen. */
export const useCompare = defineStore('compare', () => {
  /** Ids of the chosen runs; null until somebody chose. */
  const chosen = ref<readonly string[] | null>(null)
  const metrics = ref<MetricName[]>(['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore'])
  /** Weight of the past, 0 to 0.99. */
  const smoothing = ref(0.9)
  const tab = ref<'curves' | 'grids'>('curves')

  return { chosen, metrics, smoothing, tab }
})
