import { type ComputedRef, computed, onScopeDispose, type Ref, ref, watch } from 'vue'
import { playedOn } from './playback'
import { useLatent } from './store'

/** Plays the film while the component lives. */
export function useFilmPlayer(): {
  /** Whether there is a film: two keyframes or more. */
  readonly playable: ComputedRef<boolean>
  readonly playing: Readonly<Ref<boolean>>
  toggle(): void
  /** Stops, and shows a place in the film. */
  scrub(share: number): void
} {
  const latent = useLatent()
  const playable = computed(() => latent.keyframes.length >= 2)
  const playing = ref(false)
  let [frame, before] = [0, 0]

  function tick(now: number): void {
    const { share, ended } = playedOn(latent.share, (now - before) / 1000, {
      duration: latent.seconds,
      loop: latent.loop,
    })
    before = now
    latent.scrub(share)
    if (ended) playing.value = false
    else frame = requestAnimationFrame(tick)
  }
  watch(playing, (on) => {
    cancelAnimationFrame(frame)
    if (!on) return
    if (latent.share >= 1) latent.scrub(0)
    before = performance.now()
    frame = requestAnimationFrame(tick)
  })
  watch([playable, () => latent.shown.type], () => {
    if (!playable.value || latent.shown.type === 'plane') playing.value = false
  })
  onScopeDispose(() => cancelAnimationFrame(frame))

  return {
    playable,
    playing,
    toggle() {
      if (!playable.value) return
      if (!playing.value) latent.scrub(latent.share)
      playing.value = !playing.value
    },
    scrub(share) {
      playing.value = false
      latent.scrub(share)
    },
  }
}
