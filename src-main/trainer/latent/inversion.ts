import { setImmediate } from 'node:timers/promises'
import type { InversionEvent, InversionSettings } from '@shared/latent/inversion'
import { formatPoint } from '@shared/latent/point'
import { stream } from '@shared/random/generator'
import type { Executor } from '../compute/engine'
import { toBytes } from '../evaluation/images'
import { fillOneHot } from '../one-hot'
import { pictureUrl } from '../pictures/url'
import type { LoadedGenerator } from './generator'
import {
  type ComparedFeatures,
  IMAGES,
  INVERSION,
  inversionProgram,
  inversionState,
  LATENTS,
  TARGET,
} from './inversion-program'
import { levelError } from './level-error'

/** Latents of the prior among which starts are chosen. */
const CANDIDATES = 256
/** Times that it is told how far it is. */
const TOLD = 50
/** The largest step of Adam, and the shares of the updates in which it grows and falls (as Karras et al. 2020, appendix D). */
const RATE = { most: 0.1, grows: 0.05, falls: 0.25 } as const

/** The learning rate of an update: from 0 up in a straight line, down along a cosine. */
export function rateAt(step: number, steps: number): number {
  const share = (step + 1) / steps
  const grown = Math.min(1, share / RATE.grows)
  const left = Math.min(1, (1 - share) / RATE.falls)
  return RATE.most * grown * (0.5 - 0.5 * Math.cos(Math.PI * left))
}

/** A latent, the class that it is drawn in and how far its image is from the target. */
interface Found {
  readonly latent: Float32Array
  readonly label: number | null
  readonly error: number
  readonly values: Float32Array
  readonly encoded: boolean
}

/** An image whose latent is sought. */
export interface Target {
  /** In the model's shape. */
  readonly bytes: Uint8Array
  readonly settings: InversionSettings
  readonly features?: ComparedFeatures | undefined
}

/** Latents of the prior and that of the encoder where there is one, the nearest first; the encoder's alone where only that is wanted. */
async function starts(
  generator: LoadedGenerator,
  { bytes, settings: { restarts, seed, label, encode } }: Target,
  signal: AbortSignal | undefined,
): Promise<Found[]> {
  const { latent, classes } = generator
  const all = new Float32Array(CANDIDATES * latent.size)
  const noise = stream(seed, 'inversion/starts')
  if (latent.prior === 'normal') noise.fillNormal(all)
  else noise.fillUniform(all, -1, 1)
  const found: Found[] = []
  const consider = async (latents: Float32Array, encoded: boolean) => {
    signal?.throwIfAborted()
    const values = await generator.draw(latents, label)
    const length = bytes.length
    for (let i = 0; i * latent.size < latents.length; i++) {
      const image = values.slice(i * length, (i + 1) * length)
      found.push({
        latent: latents.slice(i * latent.size, (i + 1) * latent.size),
        label: classes === undefined ? null : (label ?? i % classes),
        error: levelError(toBytes(image), bytes),
        values: image,
        encoded,
      })
    }
  }
  if (generator.encodes || encode) await consider(await generator.encode(bytes), true)
  if (encode) return found
  // In an order that draws every class of the model equally often, as classes are taken in turn within a chunk.
  const chunk = (classes === undefined || label !== null ? 1 : classes) * 16
  for (let first = 0; first < CANDIDATES; first += chunk) {
    await consider(all.subarray(first * latent.size, (first + chunk) * latent.size), false)
    await setImmediate()
  }
  return found.sort((a, b) => a.error - b.error).slice(0, restarts)
}

/** Images and errors of the latents as they are now. */
async function standing(executor: Executor, begun: readonly Found[], { bytes }: Target): Promise<Found[]> {
  const values = await executor.infer(IMAGES)
  const { state } = await executor.snapshot()
  const latents = state[LATENTS] ?? new Float32Array()
  const size = latents.length / begun.length
  return begun.map(({ label }, i) => {
    const image = values.slice(i * bytes.length, (i + 1) * bytes.length)
    const error = levelError(toBytes(image), bytes)
    return { latent: latents.slice(i * size, (i + 1) * size), label, error, values: image, encoded: false }
  })
}

const best = (all: readonly [Found, ...Found[]]): Found => all.reduce((a, b) => (b.error < a.error ? b : a))

/**
 * Seeks the latent of an image: the starts are moved side by side, and the best of all that was seen is the result. Messages are let in
 * between two updates, so pictures of the same process go on.
 * @throws the signal's reason once it aborts
 */
export async function invert(
  generator: LoadedGenerator,
  target: Target,
  emit: (event: InversionEvent) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { settings, features } = target
  emit({ type: 'preparing', what: 'Choosing starts' })
  const begun = await starts(generator, target, signal)
  const [first, ...others] = begun
  if (first === undefined) throw new Error('there is no start')
  const steps = settings.encode ? 0 : settings.steps
  const before = first.error
  let top = first
  let last: readonly Found[] = begun
  const tell = async (step: number) => {
    const { error, latent, label, values } = top
    const point = formatPoint({ origin: { type: 'z', values: latent }, truncation: 1 })
    return { step, steps, error, before, latent: point, label, picture: await pictureUrl(values, generator.image) }
  }
  if (steps > 0) {
    emit({ type: 'preparing', what: 'Compiling' })
    const executor = await prepare(generator, target, begun)
    try {
      const every = Math.max(1, Math.round(steps / TOLD))
      for (let step = 0; step < steps; step++) {
        await setImmediate()
        signal?.throwIfAborted()
        await executor.run(INVERSION, rateAt(step, steps))
        if ((step + 1) % every !== 0 && step + 1 !== steps) continue
        last = await standing(executor, begun, target)
        top = best([top, ...last])
        emit({ type: 'progress', ...(await tell(step + 1)) })
      }
    } finally {
      executor.dispose()
    }
  } else top = best([first, ...others])
  const compared = features === undefined ? 'pixels' : 'pixels and features'
  const errors = last.map(({ error }) => error)
  emit({ type: 'found', ...(await tell(steps)), errors, encoded: top.encoded, compared })
}

async function prepare(
  generator: LoadedGenerator,
  { bytes, features }: Target,
  begun: readonly Found[],
): Promise<Executor> {
  const { latent, image, fillsPrior: onPrior, classes } = generator
  const count = begun.length
  const { program, state } = generator.network(count)
  const latents = new Float32Array(count * latent.size)
  for (const [i, one] of begun.entries()) latents.set(one.latent, i * latent.size)
  const executor = await generator.prepare(
    inversionProgram({ generator: program, latent, image, count, onPrior, features }),
    inversionState(state, latents, features),
  )
  const targets = executor.feeds[INVERSION]?.[TARGET]
  if (!(targets instanceof Uint8Array)) throw new Error('the inversion takes no target')
  for (let i = 0; i < count; i++) targets.set(bytes, i * bytes.length)
  for (const part of [INVERSION, IMAGES]) {
    const labels = executor.feeds[part]?.['labels/fake']
    if (classes === undefined || !(labels instanceof Float32Array)) continue
    fillOneHot(labels, classes, (row) => begun[row]?.label ?? 0)
  }
  return executor
}
