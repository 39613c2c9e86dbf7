import { z } from 'zod'
import type { Latent } from '../architecture/spec'
import { lerp, norm, onPrior, slerp } from './vectors'

/** How a film goes from keyframe to keyframe. */
export const Way = z.enum(['slerp', 'lerp', 'spline'])
export type Way = z.infer<typeof Way>

/** How the speed changes between two keyframes. */
export const Easing = z.enum(['linear', 'smooth', 'in', 'out'])
export type Easing = z.infer<typeof Easing>

const easings: Readonly<Record<Easing, (t: number) => number>> = {
  linear: (t) => t,
  smooth: (t) => t * t * (3 - 2 * t),
  in: (t) => t * t,
  out: (t) => t * (2 - t),
}

/** The eased share of a way: rises from 0 at 0 to 1 at 1. */
export const ease = (easing: Easing, t: number): number => easings[easing](Math.min(1, Math.max(0, t)))

/** A way through latents. */
export interface Path {
  /** At least one, all of one size. */
  readonly keys: readonly Float32Array[]
  readonly way: Way
  readonly easing: Easing
  /** Goes on from the last key to the first. */
  readonly loop: boolean
  readonly prior: Latent['prior']
}

/** How many ways from key to key there are. */
export const segmentCount = ({ keys, loop }: Pick<Path, 'keys' | 'loop'>): number =>
  keys.length < 2 ? 0 : loop ? keys.length : keys.length - 1

/**
 * The point at t of the uniform Catmull–Rom spline (1974) between b and c, with a before and d after them; its norm goes
 * linearly from b's to c's, as `slerp`'s does.
 */
function spline(
  [a, b, c, d]: readonly [Float32Array, Float32Array, Float32Array, Float32Array],
  t: number,
  prior: Latent['prior'],
): Float32Array {
  const weights = [
    (-t + 2 * t * t - t ** 3) / 2,
    (2 - 5 * t * t + 3 * t ** 3) / 2,
    (t + 4 * t * t - 3 * t ** 3) / 2,
    (t ** 3 - t * t) / 2,
  ]
  const [wa = 0, wb = 0, wc = 0, wd = 0] = weights
  const point = b.map((value, i) => wa * (a[i] ?? 0) + wb * value + wc * (c[i] ?? 0) + wd * (d[i] ?? 0))
  return onPrior(point, (1 - t) * norm(b) + t * norm(c), prior)
}

/** What an open spline has beyond its end: the end's neighbour mirrored at it. */
const mirrored = (end: Float32Array, neighbour: Float32Array): Float32Array =>
  end.map((value, i) => 2 * value - (neighbour[i] ?? 0))

/** The key at any number: round and round in a loop, mirrored beyond the ends otherwise. */
function keyAt({ keys, loop }: Path, index: number): Float32Array {
  const count = keys.length
  const at = (i: number) => keys[i] ?? new Float32Array()
  if (loop) return at(((index % count) + count) % count)
  if (index < 0) return mirrored(at(0), at(1))
  if (index >= count) return mirrored(at(count - 1), at(count - 2))
  return at(index)
}

/**
 * The latent at a share of a path; at the keys exactly theirs. Every way from key to key takes the same time.
 *
 * @param share 0 at the first key; 1 at the last, in a loop at the first again
 */
export function pathAt(path: Path, share: number): Float32Array {
  const segments = segmentCount(path)
  if (segments === 0) return keyAt(path, 0).slice()
  const along = Math.min(1, Math.max(0, share)) * segments
  const segment = Math.min(segments - 1, Math.floor(along))
  const t = ease(path.easing, along - segment)
  const [from, to] = [keyAt(path, segment), keyAt(path, segment + 1)]
  if (t === 0) return from.slice()
  if (t === 1) return to.slice()
  switch (path.way) {
    case 'slerp':
      return slerp(from, to, t)
    case 'lerp':
      return lerp(from, to, t)
    case 'spline':
      return spline([keyAt(path, segment - 1), from, to, keyAt(path, segment + 2)], t, path.prior)
  }
}
