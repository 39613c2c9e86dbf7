import { defineStore } from 'pinia'
import { api } from '../client/api'
import { useEditor } from './editor-store'
import { stepMeasurement } from './step-measurement'

/** The batch size and the measured training step of the open architecture. They outlive the panels that show them. */
export const useStep = defineStore('architecture-step', () => {
  const editor = useEditor()
  return stepMeasurement(
    () => editor.spec,
    (wanted, signal) => api.compute.measureStep(wanted, { signal }),
  )
})
