import { z } from 'zod'
import type { Latent } from '../architecture/spec'
import { Easing, type Path, pathAt, Way } from './path'
import { LatentIdentifier, latentOfPoint, parsePoint } from './point'

/** A journey through latents as it is written down: keyframes and how it goes from one to the next. */
export const Film = z.strictObject({
  keyframes: z.array(LatentIdentifier).min(1).max(200),
  way: Way,
  easing: Easing,
  loop: z.boolean(),
  /** Pictures. An open film has both ends among them; a loop has its first keyframe once. */
  frames: z.int().min(1).max(3000),
})
export type Film = z.infer<typeof Film>

/** The path of a film for a model; undefined where a keyframe has another size than the model's latents. */
export function pathOf({ keyframes, way, easing, loop }: Omit<Film, 'frames'>, latent: Latent): Path | undefined {
  const keys = keyframes.flatMap((text) => {
    const point = parsePoint(text)
    return (point && latentOfPoint(point, latent)) ?? []
  })
  return keys.length === keyframes.length ? { keys, way, easing, loop, prior: latent.prior } : undefined
}

/** Where on its path a frame of a film lies. */
export function shareOf(frame: number, { frames, loop }: Pick<Film, 'frames' | 'loop'>): number {
  const steps = loop ? frames : frames - 1
  return steps <= 0 ? 0 : frame / steps
}

/** The latents of all frames, one after the other. */
export function filmLatents(path: Path, film: Pick<Film, 'frames' | 'loop'>, size: number): Float32Array {
  const out = new Float32Array(film.frames * size)
  for (let i = 0; i < film.frames; i++) out.set(pathAt(path, shareOf(i, film)), i * size)
  return out
}
