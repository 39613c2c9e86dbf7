import type { frameRates } from '@shared/latent/drawing'
import { blendClasses } from '@shared/latent/drawn-class'
import { Film } from '@shared/latent/film'
import type { Easing, Way } from '@shared/latent/path'
import { formatPoint, LatentIdentifier, type LatentPoint, MAX_TRUNCATION, parsePoint } from '@shared/latent/point'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { z } from 'zod'
import { readStored, writeStored } from '../app/stored'
import { useKeptDirections } from './kept-directions'
import { normalSpeed, originOf, type Place, placeOf, speeds } from './place'

const KEY = 'latent'

/** What of the exploration is kept between starts. */
const Kept = z.object({
  x: z.number(),
  y: z.number(),
  truncation: z.number().min(0).max(MAX_TRUNCATION),
  speed: z.literal(speeds),
  film: Film.pick({ way: true, easing: true, loop: true }).extend({
    keyframes: z.array(LatentIdentifier).max(200),
    seconds: z.number().min(1).max(60),
  }),
})

/** A keyframe of the film strip. */
export interface Keyframe {
  readonly id: number
  /** The identifier of its latent. */
  readonly text: string
}

/** What the stage shows: the place on the plane, a latent that is held, or a place in the film. */
export type Shown =
  | { readonly type: 'plane' }
  | { readonly type: 'held'; readonly point: LatentPoint }
  | { readonly type: 'film' }

/** The class that another is blended with, and its share from 0 to 1. */
export interface Blend {
  readonly second: number
  readonly share: number
}

function restored(): z.infer<typeof Kept> | undefined {
  try {
    return Kept.safeParse(JSON.parse(readStored(KEY) ?? 'null')).data
  } catch {
    return undefined
  }
}

/** Where the exploration stands. It outlives the screen, and its place and film the window. */
export const useLatent = defineStore('latent', () => {
  const stored = restored()
  const place = shallowRef<Place>({ x: stored?.x ?? 0, y: stored?.y ?? 0 })
  const shown = shallowRef<Shown>({ type: 'plane' })
  const truncation = ref(stored?.truncation ?? 1)
  /** The class that models which take labels draw, and another that it is blended with. */
  const label = ref(0)
  const blend = shallowRef<Blend | null>(null)
  const drawn = computed(() => blendClasses(label.value, blend.value?.second ?? label.value, blend.value?.share ?? 0))
  /** Seeds for 100 pixels of a drag. */
  const speed = ref<number>(stored?.speed ?? normalSpeed)
  /** Whether frames a second are shown. */
  const metered = ref(false)
  /** Seeds a second while the plane moves by itself. */
  const drift = ref(0.25)

  let lastId = 0
  const keyframe = (text: string): Keyframe => ({ id: ++lastId, text })
  const keyframes = shallowRef<readonly Keyframe[]>((stored?.film.keyframes ?? []).map(keyframe))
  const way = ref<Way>(stored?.film.way ?? 'slerp')
  const easing = ref<Easing>(stored?.film.easing ?? 'linear')
  const loop = ref(stored?.film.loop ?? false)
  const seconds = ref(stored?.film.seconds ?? 4)
  const rate = ref<(typeof frameRates)[number]>(25)
  /** Where the film stands, 0 to 1. */
  const share = ref(0)

  /** How far the latent is moved along directions, in σ of the prior, by the directions' names. */
  const moves = shallowRef<ReadonlyMap<string, number>>(new Map())
  /** Directions of a person's own, kept with the project. */
  const kept = useKeptDirections()
  const directions = computed(() => kept.directions)
  /** The three latents of a − b + c, by their identifiers. */
  const sum = shallowRef<readonly [string | null, string | null, string | null]>([null, null, null])

  /** The film as it is written down, without its frames. */
  const film = computed(() => ({
    keyframes: keyframes.value.map(({ text }) => text),
    way: way.value,
    easing: easing.value,
    loop: loop.value,
  }))

  watch([place, truncation, speed, film, seconds], () => {
    const now: z.infer<typeof Kept> = {
      ...place.value,
      truncation: truncation.value,
      speed: speeds.find((one) => one === speed.value) ?? normalSpeed,
      film: { ...film.value, seconds: seconds.value },
    }
    writeStored(KEY, JSON.stringify(now))
  })

  /** Goes to a place of the plane. */
  function go(to: Place): void {
    place.value = to
    shown.value = { type: 'plane' }
  }

  /** Shows what an identifier names; false for a text that is none. */
  function load(text: string): boolean {
    const point = parsePoint(text)
    if (point === undefined) return false
    const onPlane = placeOf(point.origin)
    truncation.value = point.truncation
    moves.value = new Map()
    if (onPlane) go(onPlane)
    else shown.value = { type: 'held', point: { ...point, truncation: 1 } }
    return true
  }

  /** Draws one class alone. */
  function showClass(one: number): void {
    label.value = one
    blend.value = null
  }

  /** Moves the latent along a direction, to so many σ from where it is without. */
  function moveAlong(name: string, amount: number): void {
    const others = [...moves.value].filter(([one]) => one !== name)
    moves.value = new Map(amount === 0 ? others : [...others, [name, amount]])
  }

  /** Forgets a direction, and no longer moves along it. */
  async function dropDirection(name: string): Promise<void> {
    await kept.drop(name)
    moveAlong(name, 0)
  }

  function reset(): void {
    truncation.value = 1
    moves.value = new Map()
    go({ x: 0, y: 0 })
  }

  /** Shows the film at a share of it. */
  function scrub(to: number): void {
    share.value = Math.min(1, Math.max(0, to))
    shown.value = { type: 'film' }
  }

  function setKeyframes(texts: readonly string[]): void {
    keyframes.value = texts.map(keyframe)
    share.value = 0
  }

  function add(text: string): Keyframe {
    const added = keyframe(text)
    keyframes.value = [...keyframes.value, added]
    return added
  }

  function remove(id: number): void {
    keyframes.value = keyframes.value.filter((one) => one.id !== id)
    if (keyframes.value.length < 2 && shown.value.type === 'film') shown.value = { type: 'plane' }
  }

  /** Moves a keyframe to another place of the strip. */
  function moveKeyframe(id: number, to: number): void {
    const moving = keyframes.value.find((one) => one.id === id)
    if (!moving) return
    const others = keyframes.value.filter((one) => one.id !== id)
    const at = Math.min(others.length, Math.max(0, to))
    keyframes.value = [...others.slice(0, at), moving, ...others.slice(at)]
  }

  /** The identifier of the plane's place or of what is held; undefined in the film, where it depends on the model. */
  const identifier = computed(() => {
    switch (shown.value.type) {
      case 'plane':
        return formatPoint({ origin: originOf(place.value), truncation: truncation.value })
      case 'held':
        return formatPoint({ ...shown.value.point, truncation: truncation.value })
      case 'film':
        return undefined
    }
  })

  return {
    place,
    shown,
    label,
    blend,
    drawn,
    truncation,
    speed,
    metered,
    drift,
    keyframes,
    way,
    easing,
    loop,
    seconds,
    rate,
    share,
    film,
    moves,
    directions,
    sum,
    identifier,
    go,
    load,
    showClass,
    reset,
    scrub,
    moveAlong,
    keepDirection: kept.keep,
    dropDirection,
    setKeyframes,
    add,
    remove,
    moveKeyframe,
  }
})
