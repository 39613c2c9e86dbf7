import type { LatentSession } from '@shared/contract/latent'
import type { LatentDirections } from '@shared/latent/direction'
import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { computed, onScopeDispose, type Ref, type ShallowRef, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import type { Wish } from './frame-player'
import { type Generator, useGenerator, type Wanted } from './generator'
import type { Grid } from './grid'
import { latentNamed, type ShownLatent, shownLatent } from './shown'
import { useLatent } from './store'

/** The wish for the large picture; those for keyframes have their identifier. */
const STAGE = ''
/** The wish for what is shown in every class, and how long what is shown must rest before it is drawn so, in ms. */
const CLASSES = 'classes'
const GRID = 'grid'
const REST = 150

/** A generator that draws what is shown, and the keyframes whenever it has nothing else to do. */
export interface Exploration {
  readonly generator: Generator
  /** The last session that was open: its pictures stay while the next one is loaded. */
  readonly session: Readonly<ShallowRef<LatentSession | undefined>>
  readonly shown: Readonly<ShallowRef<ShownLatent | undefined>>
  /** Directions along which this generator's pictures change most. */
  readonly principal: Readonly<ShallowRef<LatentDirections>>
  /** Pictures of keyframes by identifier. */
  readonly thumbs: Readonly<ShallowRef<ReadonlyMap<string, Uint8ClampedArray>>>
  /** What is shown in every class, one picture after the other; undefined for a model without classes. */
  readonly classes: Readonly<ShallowRef<Uint8ClampedArray | undefined>>
  /** The grid that is wanted. */
  readonly grid: Readonly<Ref<Grid | undefined>>
  /** The pictures of the last grid of this run that was drawn, in their order, with that grid. */
  readonly gridPixels: Readonly<ShallowRef<{ readonly grid: Grid; readonly pixels: Uint8ClampedArray } | undefined>>
  /** Remembers when an input came; the next picture answers it. */
  touched(event: Event): void
}

/** What of an exploration its caller chooses. */
export interface ExplorationChoices {
  /** The identifier of what is shown elsewhere, where that has to be the same; undefined shows the state itself. */
  readonly follows?: () => string | undefined
  /** A grid that is drawn in the place of the large picture; undefined draws none. */
  readonly gridOf?: (session: LatentSession) => Grid | undefined
}

/**
 * @param draw gets each large picture, RGBA, and the time of the input that it answers
 */
export function useExploration(
  wanted: () => Wanted | undefined,
  draw: (pixels: Uint8ClampedArray, since: number | undefined) => void,
  { follows, gridOf = () => undefined }: ExplorationChoices = {},
): Exploration {
  const latent = useLatent()
  const notices = useNotices()
  const session = shallowRef<LatentSession>()
  const principal = shallowRef<LatentDirections>([])
  const thumbs = shallowRef<ReadonlyMap<string, Uint8ClampedArray>>(new Map())
  const classes = shallowRef<Uint8ClampedArray>()
  const gridPixels = shallowRef<{ readonly grid: Grid; readonly pixels: Uint8ClampedArray }>()
  let resting: ReturnType<typeof setTimeout> | undefined
  let gridResting: ReturnType<typeof setTimeout> | undefined
  let gridUnderWay: Grid | undefined
  let input: number | undefined

  const generator = useGenerator(wanted, ({ pixels }, { key, since }: Wish) => {
    if (key === STAGE) draw(pixels, since)
    else if (key === CLASSES) classes.value = pixels
    else if (key === GRID) gridPixels.value = gridUnderWay && { grid: gridUnderWay, pixels }
    else thumbs.value = new Map(thumbs.value).set(key, pixels)
    askThumb()
  })
  const grid = computed(() => session.value && gridOf(session.value))
  const shown = computed(() => {
    const model = session.value?.latent
    const elsewhere = follows?.()
    if (!model) return undefined
    return elsewhere === undefined ? shownLatent(latent, model, principal.value) : latentNamed(elsewhere, model)
  })

  function ask(): void {
    if (!shown.value || grid.value) return
    generator.request({ latents: shown.value.values, count: 1, label: latent.drawn, key: STAGE, since: input })
    input = undefined
  }

  /** Asks for what is shown in every class, once it rests. */
  function askClasses(): void {
    clearTimeout(resting)
    const count = session.value?.classes ?? 0
    if (count === 0 || follows !== undefined) classes.value = undefined
    else resting = setTimeout(drawClasses, REST)
  }

  function drawClasses(): void {
    const count = session.value?.classes ?? 0
    if (!shown.value || count === 0) return
    if (!generator.idle()) {
      askClasses()
      return
    }
    const { values } = shown.value
    const latents = new Float32Array(count * values.length)
    for (let start = 0; start < latents.length; start += values.length) latents.set(values, start)
    generator.request({ latents, count, key: CLASSES })
  }

  /** Asks for the grid, once the place that it is about rests. */
  function askGrid(): void {
    clearTimeout(gridResting)
    if (grid.value) gridResting = setTimeout(drawGrid, REST)
  }

  function drawGrid(): void {
    const wantedGrid = grid.value
    const model = session.value?.latent
    if (!wantedGrid || !model) return
    if (!generator.idle()) {
      askGrid()
      return
    }
    gridUnderWay = wantedGrid
    generator.request({ latents: wantedGrid.latents, count: wantedGrid.latents.length / model.size, key: GRID })
  }

  /** Asks for one keyframe that has no picture yet, while nothing else is drawn. */
  function askThumb(): void {
    const model = session.value?.latent
    if (!model || !generator.idle()) return
    for (const text of [...latent.film.keyframes, ...latent.sum]) {
      if (text === null) continue
      const point = thumbs.value.has(text) ? undefined : parsePoint(text)
      const latents = point && latentOfPoint(point, model)
      if (!latents) continue
      generator.request({ latents, count: 1, label: latent.drawn, key: text })
      return
    }
  }

  watch(generator.state, (state) => {
    if (state.type === 'none') session.value = undefined
    if (state.type !== 'ready') return
    thumbs.value = new Map()
    if (session.value?.run !== state.session.run) gridPixels.value = undefined
    session.value = state.session
    ask()
    askClasses()
    askGrid()
  })
  watch(grid, (now) => {
    if (!now) ask()
    askGrid()
  })
  watch(
    () => shown.value?.identifier,
    () => {
      ask()
      askClasses()
    },
  )
  watch(
    () => latent.drawn,
    () => {
      thumbs.value = new Map()
      ask()
    },
  )
  onScopeDispose(() => {
    clearTimeout(resting)
    clearTimeout(gridResting)
  })
  watch(() => [latent.keyframes, latent.sum], askThumb)
  watch(
    () => (follows ? undefined : session.value?.session),
    async (open) => {
      if (open === undefined) return
      try {
        const found = await api.latent.directions({ session: open })
        if (session.value?.session === open) principal.value = found
      } catch (error) {
        notices.fail(error)
      }
    },
  )

  return {
    generator,
    session,
    shown,
    principal,
    thumbs,
    classes,
    grid,
    gridPixels,
    touched(event) {
      input ??= event.timeStamp
    },
  }
}
