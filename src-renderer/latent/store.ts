import { defineStore } from 'pinia'
import { ref } from 'vue'

/** Seeds that are drawn at random lie below this, so that they stay readable. */
const DRAWN_BELOW = 1_000_000

/** A whole number from the system's generator: which seed to look at is no part of any run. */
export function drawSeed(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % DRAWN_BELOW
}

/** Where the exploration stands. It outlives the screen. */
export const useLatent = defineStore('latent', () => {
  const from = ref<number | null>(1)
  const to = ref<number | null>(2)
  /** 0 at the first seed, 1 at the second. */
  const position = ref(0)
  /** Seconds from one end to the other while it plays. */
  const duration = ref(4)

  function swap(): void {
    ;[from.value, to.value] = [to.value, from.value]
    position.value = 1 - position.value
  }

  return { from, to, position, duration, swap }
})
