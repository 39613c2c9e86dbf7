import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { readStored, writeStored } from './stored'
import { readTokens, type Tokens } from './tokens'

export const themeChoices = ['system', 'dark', 'light'] as const
export type ThemeChoice = (typeof themeChoices)[number]
export type Theme = Exclude<ThemeChoice, 'system'>

const KEY = 'theme'

/** What a stored value says; anything unknown means: follow the system. */
export const parseThemeChoice = (stored: string | null): ThemeChoice =>
  themeChoices.find((choice) => choice === stored) ?? 'system'

/** The theme of the window: it follows the system until one is chosen. */
export const useTheme = defineStore('theme', () => {
  const prefersLight = matchMedia('(prefers-color-scheme: light)')
  const system = ref<Theme>(prefersLight.matches ? 'light' : 'dark')
  prefersLight.addEventListener('change', ({ matches }) => {
    system.value = matches ? 'light' : 'dark'
  })
  const choice = ref(parseThemeChoice(readStored(KEY)))
  const theme = computed<Theme>(() => (choice.value === 'system' ? system.value : choice.value))
  const tokens = shallowRef<Tokens>(readTokens())

  watch(
    theme,
    (now) => {
      document.documentElement.dataset['theme'] = now
      document.documentElement.style.background = ''
      tokens.value = readTokens()
    },
    { immediate: true, flush: 'sync' },
  )

  function choose(next: ThemeChoice): void {
    choice.value = next
    writeStored(KEY, next)
  }

  return { choice, theme, tokens, choose }
})
