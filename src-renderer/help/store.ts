import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Which help is open; opened from the help menu, the palette and the charts. */
export const useHelp = defineStore('help', () => {
  const glossary = ref(false)
  const curves = ref(false)
  return { glossary, curves }
})
