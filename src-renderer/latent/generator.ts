import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { LatentSession } from '@shared/contract/latent'
import type { FrameAnswer } from '@shared/latent/frames'
import type { Weights } from '@shared/latent/weights'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { api } from '../client/api'
import { toStudioError } from '../client/failures'
import { framePort } from '../client/ports'
import { createFramePlayer, type FrameCounts, type FramePlayer, type Wish } from './frame-player'

/** Milliseconds after which a frame that was asked for will not come. */
const SILENCE_MS = 15_000

/** The generator that is being explored. */
export type GeneratorState =
  | { readonly type: 'none' }
  /** The pictures of the one before stay in view. */
  | { readonly type: 'opening' }
  | { readonly type: 'ready'; readonly session: LatentSession }
  | { readonly type: 'failed'; readonly failure: StoredFailure }

/** A run's generator at a checkpoint, the newest with null. */
export interface Wanted {
  readonly run: string
  readonly checkpoint: string | null
  /** Null takes those that the run samples with. */
  readonly weights?: Weights | null
}

export interface Generator {
  readonly state: ShallowRef<GeneratorState>
  request(wish: Wish): void
  counts(): FrameCounts
  /** Whether no picture is being drawn. */
  idle(): boolean
  /** Opens it again, after a failure. */
  reopen(): void
}

const silent: StoredFailure = {
  code: 'TRAINER_LOST',
  message: 'The sampling process does not answer.',
  safe: 'Runs and their checkpoints are not affected.',
  next: 'Load the generator again.',
}

/** Keeps the wanted generator open while the component lives, one at a time. */
export function useGenerator(
  wanted: () => Wanted | undefined,
  draw: (answer: FrameAnswer, wish: Wish) => void,
): Generator {
  const state: ShallowRef<GeneratorState> = shallowRef({ type: 'none' })
  let player: FramePlayer | undefined
  let release: (() => void) | undefined
  let attempt = 0
  let [opening, again] = [false, false]
  let watchdog: ReturnType<typeof setTimeout> | undefined

  function fail(failure: StoredFailure): void {
    clearTimeout(watchdog)
    watchdog = undefined
    state.value = { type: 'failed', failure }
  }

  function letGo(): void {
    clearTimeout(watchdog)
    watchdog = undefined
    player?.close()
    player = undefined
    release?.()
    release = undefined
  }

  /** Opens what is wanted now; while one is being opened, only the newest wish waits. */
  async function follow(): Promise<void> {
    if (opening) {
      again = true
      return
    }
    opening = true
    do {
      again = false
      await open(wanted())
    } while (again)
    opening = false
  }

  async function open(target: Wanted | undefined): Promise<void> {
    const mine = ++attempt
    if (!target) {
      letGo()
      state.value = { type: 'none' }
      return
    }
    state.value = { type: 'opening' }
    try {
      const session = await api.latent.open(target)
      const close = () => {
        // The session may be gone already, with its process; there is nothing left to close then.
        api.latent.close({ session: session.session }).catch(() => undefined)
      }
      const port = await framePort(session.session)
      if (mine !== attempt) {
        port.close()
        return close()
      }
      letGo()
      release = () => {
        port.close()
        close()
      }
      player = createFramePlayer(port, {
        draw(answer, wish) {
          clearTimeout(watchdog)
          watchdog = undefined
          draw(answer, wish)
        },
        fail: () => fail({ ...silent, message: 'The generator could not draw this picture.' }),
      })
      state.value = { type: 'ready', session }
    } catch (error) {
      if (mine !== attempt) return
      letGo()
      fail(toStoredFailure(toStudioError(error)))
    }
  }

  const key = () => {
    const target = wanted()
    return target && `${target.run} ${target.checkpoint ?? ''} ${target.weights ?? ''}`
  }
  watch(key, follow, { immediate: true })
  onScopeDispose(() => {
    attempt++
    letGo()
  })

  return {
    state,
    request(wish) {
      if (!player) return
      watchdog ??= setTimeout(() => fail(silent), SILENCE_MS)
      player.request(wish)
    },
    counts: () => player?.counts() ?? { drawn: 0, replaced: 0 },
    idle: () => player?.idle() ?? false,
    reopen: () => void follow(),
  }
}
