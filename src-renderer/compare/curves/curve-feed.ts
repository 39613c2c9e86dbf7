import { unpackCurves } from '@shared/compare/curves'
import type { RunRow } from '@shared/compare/row'
import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { type ComputedRef, computed, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { api } from '../../client/api'
import type { CurveData } from './build'
import { ofChosen, ofNames, type Reading, readingOf, readKey, type Wish, wishesOf } from './curve-wishes'
import { GatheredCurves } from './gathered'

/** Runs that are asked for at first, so that they are drawn while the others are read; each time after that, more by this factor. */
const FIRST_BATCH = 25
const GROWTH = 3
/** Values that are asked for at a time, at most. */
const MOST_VALUES = 4_000_000
/** Milliseconds between two looks at runs that train. */
const PAUSE = 1500
/** Milliseconds after which thinned curves are read again when another smoothing was set: a slider passes many. */
const SETTLED = 250
/** Values of curves at most that are kept of metrics that are no longer drawn. */
const KEPT_OTHERS = 40_000_000

/** Values of curves at most that are kept of runs that are no longer chosen, and while another screen is shown. */
const KEPT_VALUES = 2_000_000

/** What was read last, so that the screen has it at once on the way back. */
let kept: { readonly data: CurveData; readonly read: Map<string, Map<string, string>> } | undefined

const valuesIn = ({ curves }: CurveData): number =>
  [...curves.values()].flatMap((byName) => [...byName.values()]).reduce((sum, { y }) => sum + y.length, 0)

/**
 * Keeps the curves of the chosen runs at full rate, and those of runs that train up to date. Where all values are too many to be held,
 * they are smoothed by a weight of the past where they lie, and then thinned.
 */
export function useCurves(
  rows: () => readonly RunRow[],
  names: () => readonly string[],
  smoothing: () => number,
): {
  readonly data: Readonly<ShallowRef<CurveData>>
  readonly failure: Readonly<Ref<StoredFailure | null>>
  readonly busy: Readonly<Ref<boolean>>
  readonly reading: ComputedRef<Reading>
  retry(): void
} {
  const data = shallowRef<CurveData>(kept?.data ?? { curves: new Map(), axes: new Map() })
  const failure = ref<StoredFailure | null>(null)
  const busy = ref(false)
  const read = kept?.read ?? new Map<string, Map<string, string>>()
  const reading = computed(() => readingOf(rows(), names(), smoothing()))
  kept = undefined
  const life = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let atWork = false

  /** How many of the wishes can be asked for together, at least one. */
  function roomFor(wishes: readonly Wish[]): number {
    const steps = new Map(rows().map(({ id, step }) => [id, step]))
    const how = reading.value
    let values = 0
    const fits = wishes.findIndex(({ id, names: wanted }) => {
      const count = steps.get(id) ?? 0
      values += wanted.length * (how.type === 'thinned' ? Math.min(2 * how.points, count) : count)
      return values > MOST_VALUES
    })
    return fits < 0 ? wishes.length : Math.max(1, fits)
  }

  function forgetOthers(): void {
    const chosen = new Set(rows().map(({ id }) => id))
    data.value = ofChosen(data.value, chosen)
    for (const id of [...read.keys()]) if (!chosen.has(id)) read.delete(id)
    if (valuesIn(data.value) <= KEPT_OTHERS) return
    const drawn = names()
    data.value = ofNames(data.value, drawn)
    for (const known of read.values())
      for (const name of [...known.keys()]) if (!drawn.includes(name)) known.delete(name)
  }

  const gathered = new GatheredCurves()
  /** Gives what was gathered to those who draw it. */
  function drawGathered(): void {
    const next = gathered.drawn(data.value)
    if (next === data.value) return
    data.value = next
    if (valuesIn(next) > KEPT_VALUES) forgetOthers()
  }

  /** Runs that were asked for and have not come yet. */
  const asked = new Set<string>()

  async function readBatch(wishes: readonly Wish[]): Promise<void> {
    const wanted = [...new Set(wishes.flatMap((wish) => wish.names))]
    const steps = new Map(rows().map(({ id, step }) => [id, step]))
    const ids = wishes.map(({ id }) => id)
    const how = reading.value
    const thinning = how.type === 'whole' ? { points: null } : { points: how.points, smoothing: how.smoothing }
    for (const id of ids) asked.add(id)
    try {
      const packed = await api.compare.curves({ ids, names: wanted, ...thinning }, { signal: life.signal })
      const whole = unpackCurves(packed)
      const curves = how.type === 'whole' ? whole : whole.map((curve) => ({ ...curve, smoothed: how.smoothing }))
      for (const id of ids) {
        const known = read.get(id) ?? new Map<string, string>()
        for (const name of wanted) known.set(name, readKey(steps.get(id) ?? 0, how))
        read.set(id, known)
      }
      // After a failure nobody waits for what was asked for beside it.
      if (gathered.take(ids.length, curves, packed.axes) || !atWork) drawGathered()
    } finally {
      for (const id of ids) asked.delete(id)
    }
  }

  /** Asks for some of what is missing, at most `most` runs; undefined where there is nothing to ask for. */
  function ask(most: number): { readonly answer: Promise<void>; readonly last: boolean } | undefined {
    const wishes = wishesOf(rows(), names(), read, reading.value).filter(({ id }) => !asked.has(id))
    if (wishes.length === 0 || life.signal.aborted || names().length === 0) return undefined
    busy.value ||= wishes.some(({ id }) => !read.has(id))
    const some = wishes.slice(0, Math.min(most, roomFor(wishes)))
    const answer = readBatch(some)
    // Who waits for it comes later.
    answer.catch(() => undefined)
    // What trains goes on while it is read: the next look is not at once.
    return { answer, last: wishes.length <= some.length && wishes.every(({ id }) => read.has(id)) }
  }

  async function readAll(): Promise<void> {
    if (atWork) return
    atWork = true
    failure.value = null
    gathered.begin()
    let batch = FIRST_BATCH
    try {
      let now = ask(batch)
      while (now !== undefined) {
        // The next ones are read while these are taken up or drawn.
        batch *= GROWTH
        const next = now.last ? undefined : ask(batch)
        await now.answer
        now = now.last ? undefined : (next ?? ask(batch))
      }
    } catch (error) {
      if (!life.signal.aborted) failure.value = toStoredFailure(error)
    } finally {
      drawGathered()
      atWork = false
      busy.value = false
    }
    if (!life.signal.aborted && failure.value === null && wishesOf(rows(), names(), read, reading.value).length > 0)
      later()
  }

  function later(pause = PAUSE): void {
    clearTimeout(timer)
    timer = setTimeout(() => void readAll(), pause)
  }

  watch(
    [
      () =>
        rows()
          .map(({ id }) => id)
          .join(),
      () => names().join(),
    ],
    readAll,
    { immediate: true },
  )
  watch(
    () => rows().reduce((sum, { step }) => sum + step, 0),
    () => {
      if (!atWork) later()
    },
  )
  watch(
    () => readKey(0, reading.value),
    () => later(SETTLED),
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    life.abort()
    drawGathered()
    forgetOthers()
    if (valuesIn(data.value) <= KEPT_VALUES) kept = { data: data.value, read }
  })
  return {
    data,
    failure,
    busy,
    reading,
    retry: () => {
      read.clear()
      void readAll()
    },
  }
}
