import { classesOf } from '@shared/architecture/spec'
import { type AxisKnots, atStep } from '@shared/compare/axes'
import type { PictureAxis } from '@shared/compare/picture-view'
import { picturesOf } from '@shared/families/registry'
import { sampleUrl } from '@shared/media/urls'
import type { PictureKind } from '@shared/runs/pictures'
import type { Run } from '@shared/runs/run'
import { gridGaps, sampleLayout } from '@shared/runs/sample-layout'
import { nearestStep } from '../../ui/steps'

/** The kept pictures of a run, one a step, and where each lies on the slider; both rising. */
export interface FilmStrip {
  /** Whose pictures they are. */
  readonly run: { readonly id: string; readonly number: number; readonly name: string }
  readonly steps: readonly number[]
  readonly places: readonly number[]
  /** Where the page gets the picture of a step. */
  address(step: number): string
}

/** The pictures of a run of the studio, of which is known what they were drawn from. */
export interface RunStrip extends FilmStrip {
  readonly run: Run
}

function placesOfSteps(run: Run, axis: PictureAxis, images: AxisKnots | null): number[] {
  switch (axis) {
    case 'step':
      return run.samples.map(({ step }) => step)
    case 'epoch':
      return run.samples.map(({ epoch }) => epoch)
    case 'images':
      return run.samples.map(({ step }) => Math.round(images ? atStep(images, step) : step * run.config.batchSize))
  }
}

/**
 * @param images how the run's steps lie on the images that it has seen; null where that is not known
 * @param kind which of its pictures; undefined for the one that stands for it
 */
export function filmStrip(run: Run, axis: PictureAxis, images: AxisKnots | null, kind?: PictureKind): RunStrip {
  return {
    run,
    steps: run.samples.map(({ step }) => step),
    places: placesOfSteps(run, axis, images),
    address: (step) => sampleUrl(run.id, step, kind && namedKind(run, kind)),
  }
}

/** All places of some strips, each once, rising: what the slider goes through. */
export const placesOf = (strips: readonly Pick<FilmStrip, 'places'>[]): number[] =>
  [...new Set(strips.flatMap(({ places }) => places))].sort((a, b) => a - b)

/** The picture of a strip that is nearest to a place; undefined where none is kept. */
export function pictureAt(
  { steps, places }: Pick<FilmStrip, 'steps' | 'places'>,
  place: number,
): { readonly step: number; readonly place: number; readonly exact: boolean } | undefined {
  // Of several pictures of one epoch the last is the epoch's.
  const nearest = places[nearestStep(places, place)]
  if (nearest === undefined) return undefined
  const step = steps[places.lastIndexOf(nearest)]
  return step === undefined ? undefined : { step, place: nearest, exact: nearest === place }
}

/** The kinds of pictures that all of the runs have; the first of each run stands for it. */
export function sharedKinds(runs: readonly Run[]): PictureKind[] {
  const [first, ...others] = runs.map(({ config }) => picturesOf(config))
  return first === undefined ? [] : first.filter((kind) => others.every((kinds) => kinds.includes(kind)))
}

/** The kind as it stands in an address: the picture that stands for the run has none. */
const namedKind = (run: Run, kind: PictureKind): PictureKind | undefined =>
  picturesOf(run.config)[0] === kind ? undefined : kind

/** Where the images of a fixed-noise grid lie, in pixels of the picture: from the left and the top, with a gap of one. */
export interface GridCells {
  readonly rows: number
  readonly columns: number
  readonly byClass: boolean
  readonly width: number
  readonly height: number
}

/** The cells of a run's fixed-noise grid; undefined for a run whose pictures are no such grid. */
export function gridCells(run: Run): GridCells | undefined {
  if (picturesOf(run.config)[0] !== 'samples') return undefined
  const { architecture, samples } = run.config
  const layout = sampleLayout(samples.count, classesOf(architecture))
  return { ...layout, width: architecture.image.width, height: architecture.image.height }
}

/** Pixels between the images of a grid. */
export const GRID_GAP = gridGaps.image

/** The left top corner of an image of a grid in the picture. */
export const cellCorner = (
  cells: GridCells,
  row: number,
  column: number,
): { readonly x: number; readonly y: number } => ({
  x: GRID_GAP + column * (cells.width + GRID_GAP),
  y: GRID_GAP + row * (cells.height + GRID_GAP),
})
