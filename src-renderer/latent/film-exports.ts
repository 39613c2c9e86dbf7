import type { Drawing, frameRates } from '@shared/latent/drawing'
import type { DrawnClass } from '@shared/latent/drawn-class'
import type { Film } from '@shared/latent/film'

/** What can be written to a file. */
export interface FilmExport {
  readonly key: string
  readonly label: string
  /** What is drawn when it is chosen; undefined where there is nothing to draw yet. */
  readonly drawing: (() => Drawing | undefined) | undefined
}

/** What the exports are made of. */
export interface ExportSource {
  readonly film: Film
  /** Frames a second of a film. */
  readonly rate: (typeof frameRates)[number]
  /** The class that is drawn, or a blend of two; undefined for a model without classes. */
  readonly label: DrawnClass | undefined
  /** Whether a picture is shown, and its identifier by the time it is asked for. */
  readonly shows: boolean
  readonly here: () => string | undefined
}

/** Keyframes, and seeds where there are none, that every class is drawn for. */
const [MOST, SEEDS] = [64, 8] as const

/** The film, the picture and the latents as files, in the order of the menu. */
export function filmExports({ film, rate, label, shows, here }: ExportSource): readonly FilmExport[] {
  const { keyframes } = film
  const [a, b, c, d] = keyframes
  const corners = a && b && c && d ? ([a, b, c, d] as const) : undefined
  const asFilm = (format: 'gif' | 'webm') =>
    keyframes.length >= 2 ? (): Drawing => ({ kind: 'film', format, film, rate, label }) : undefined
  const asLatents = (format: 'npy' | 'json') => (a ? (): Drawing => ({ kind: 'latents', format, film }) : undefined)
  const points = a ? keyframes.slice(0, MOST) : Array.from({ length: SEEDS }, (_, seed) => `seed:${seed}`)
  const classes: FilmExport = {
    key: 'classes',
    label: `Every class × ${a ? 'keyframes' : 'eight seeds'} as PNG`,
    drawing: shows ? () => ({ kind: 'classes', points }) : undefined,
  }
  return [
    { key: 'gif', label: 'Film as GIF', drawing: asFilm('gif') },
    { key: 'webm', label: 'Film as WebM', drawing: asFilm('webm') },
    {
      key: 'picture',
      label: 'This picture as PNG',
      drawing: shows
        ? () => {
            const point = here()
            return point === undefined ? undefined : { kind: 'pictures', points: [point], label }
          }
        : undefined,
    },
    ...(label === undefined ? [] : [classes]),
    {
      key: 'keyframes',
      label: 'Keyframes as PNG',
      drawing: a ? () => ({ kind: 'pictures', points: keyframes, label }) : undefined,
    },
    {
      key: 'corners',
      label: 'Grid between the first four, 8 × 8',
      drawing: corners && (() => ({ kind: 'corners', corners: [...corners], side: 8, label })),
    },
    { key: 'npy', label: 'The film’s latents as .npy', drawing: asLatents('npy') },
    { key: 'json', label: 'The film’s latents as .json', drawing: asLatents('json') },
  ]
}
