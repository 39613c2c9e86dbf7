import { classesOf, latentSpaceOf } from '@shared/architecture/spec'
import type { Run } from '@shared/runs/run'
import { sampleLayout } from '@shared/runs/sample-layout'
import type { Size } from '../../ui/whole-factor'

/** One of two pictures that are set against each other. */
export interface PairSide {
  /** The run, where the picture is its fixed-noise grid; undefined where no more is known of it than its size. */
  readonly run: Run | undefined
  /** In pixels; null while it is not there. */
  readonly size: Size | null
}

function gridWords({ config: { architecture, samples } }: Run): string {
  const { rows, columns } = sampleLayout(samples.count, classesOf(architecture))
  const { width, height } = architecture.image
  return `${rows} × ${columns} images of ${width} × ${height} pixels`
}

/** Whether two fixed-noise grids are drawn from other latents: those of a run follow from its seed and its latent space. */
function latentsDiffer(first: Run, second: Run): string | undefined {
  if (first.config.seed !== second.config.seed) return 'other seed: other latents'
  const [a, b] = [latentSpaceOf(first.config.architecture), latentSpaceOf(second.config.architecture)]
  return a?.size === b?.size && a?.prior === b?.prior ? undefined : 'other latent space: other latents'
}

/** Why images at one place of two pictures do not belong together, in a few words; undefined where they do. */
export function pairNote(first: PairSide, second: PairSide): string | undefined {
  const parts: string[] = []
  if (first.run && second.run) {
    const latents = latentsDiffer(first.run, second.run)
    if (latents !== undefined) parts.push(latents)
    const [one, other] = [gridWords(first.run), gridWords(second.run)]
    if (one !== other) parts.push(`other grid: ${one}, and ${other}`)
  } else if (first.size && second.size) {
    const [a, b] = [first.size, second.size]
    if (a.width !== b.width || a.height !== b.height) {
      parts.push(`other size: ${a.width} × ${a.height}, and ${b.width} × ${b.height} pixels`)
    }
  }
  const words = parts.join('; ')
  return words === '' ? undefined : `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`
}
