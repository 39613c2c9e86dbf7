import { z } from 'zod'
import type { Latent } from '../architecture/spec'
import { onCircle, planeLatent } from './blend'
import { fromBase64Url, toBase64Url } from './float-text'
import { latentOf } from './vectors'

/** Where a latent comes from. */
export type LatentOrigin =
  | { readonly type: 'seed'; readonly seed: number }
  /** A point of the seed plane. */
  | { readonly type: 'plane'; readonly x: number; readonly y: number }
  /** On the circle that begins at the seed `a` and passes near the seed `b` a quarter turn later. */
  | { readonly type: 'circle'; readonly a: number; readonly b: number; readonly turn: number }
  /** The numbers themselves. */
  | { readonly type: 'z'; readonly values: Float32Array }

/** A latent that can be written down: the same in the window, on the command line and in exported code. */
export interface LatentPoint {
  readonly origin: LatentOrigin
  /** Everything is multiplied by it: 0 is the middle of the prior, 1 leaves the latent as it is. */
  readonly truncation: number
}

/** Identifiers have at most so many characters: enough for the largest latent. */
const MAX_LENGTH = 24_000
const NUMBER = String.raw`-?\d{1,12}(?:\.\d{1,9})?`
const SEED = String.raw`\d{1,15}`

const forms: readonly {
  readonly pattern: RegExp
  readonly read: (parts: readonly string[]) => LatentOrigin | undefined
}[] = [
  { pattern: new RegExp(`^seed:(${SEED})$`), read: ([seed]) => ({ type: 'seed', seed: Number(seed) }) },
  {
    pattern: new RegExp(`^plane:(${NUMBER}),(${NUMBER})$`),
    read: ([x, y]) => ({ type: 'plane', x: Number(x), y: Number(y) }),
  },
  {
    pattern: new RegExp(`^circle:(${SEED}),(${SEED}),(${NUMBER})$`),
    read: ([a, b, turn]) => ({ type: 'circle', a: Number(a), b: Number(b), turn: Number(turn) }),
  },
  {
    pattern: /^z:([A-Za-z0-9_-]+)$/,
    read: ([text = '']) => {
      const values = fromBase64Url(text)
      return values?.every(Number.isFinite) ? { type: 'z', values } : undefined
    },
  },
]

/** The latent that an identifier names; undefined for a text that is none. A whole number alone is a seed. */
export function parsePoint(text: string): LatentPoint | undefined {
  const [body = '', ...modifiers] = text
    .trim()
    .slice(0, MAX_LENGTH + 1)
    .split('/')
  if (text.length > MAX_LENGTH || modifiers.length > 1) return undefined
  const psi = modifiers[0] === undefined ? '1' : /^psi:(\d(?:\.\d{1,4})?)$/.exec(modifiers[0])?.[1]
  if (psi === undefined || Number(psi) > MAX_TRUNCATION) return undefined
  const written = new RegExp(`^${SEED}$`).test(body) ? `seed:${body}` : body
  for (const { pattern, read } of forms) {
    const match = pattern.exec(written)
    const origin = match === null ? undefined : read(match.slice(1))
    if (origin !== undefined) return { origin, truncation: Number(psi) }
  }
  return undefined
}

/** The largest truncation: beyond 1 latents leave the prior's mass outwards. */
export const MAX_TRUNCATION = 2

/** At most nine decimals and no exponent: what `parsePoint` reads. */
const decimal = (value: number): string => {
  const text = value.toFixed(9).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

function formatOrigin(origin: LatentOrigin): string {
  switch (origin.type) {
    case 'seed':
      return `seed:${origin.seed}`
    case 'plane':
      return `plane:${decimal(origin.x)},${decimal(origin.y)}`
    case 'circle':
      return `circle:${origin.a},${origin.b},${decimal(origin.turn)}`
    case 'z':
      return `z:${toBase64Url(origin.values)}`
  }
}

/** The identifier of a latent, safe in a shell: `seed:7`, `plane:7.25,1.5/psi:0.7`, `circle:1,2,0.25`, `z:` and base64url. */
export const formatPoint = ({ origin, truncation }: LatentPoint): string =>
  `${formatOrigin(origin)}${truncation === 1 ? '' : `/psi:${truncation.toFixed(4).replace(/\.?0+$/, '')}`}`

function latentOfOrigin(origin: LatentOrigin, latent: Latent): Float32Array | undefined {
  switch (origin.type) {
    case 'seed':
      return latentOf(origin.seed, latent)
    case 'plane':
      return planeLatent(origin.x, origin.y, latent)
    case 'circle':
      return onCircle(latentOf(origin.a, latent), latentOf(origin.b, latent), origin.turn, latent.prior)
    case 'z':
      return origin.values.length === latent.size ? origin.values.slice() : undefined
  }
}

/** The numbers of a latent for a model; undefined where it has another size than the model's. */
export function latentOfPoint({ origin, truncation }: LatentPoint, latent: Latent): Float32Array | undefined {
  const values = latentOfOrigin(origin, latent)
  return truncation === 1 ? values : values?.map((value) => value * truncation)
}

/** An identifier at a trust boundary; stays text. */
export const LatentIdentifier = z
  .string()
  .max(MAX_LENGTH)
  .refine((text) => parsePoint(text) !== undefined, {
    error:
      'is no latent; write a seed such as seed:7, a point such as plane:7.25,1.5, circle:1,2,0.25 or z:…, and /psi:0.7 after it',
  })
