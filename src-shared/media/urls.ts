import type { PictureKind } from '../runs/pictures'

/** Addresses of pictures that main serves to the page under its own scheme. They hold identifiers, never paths. */
export const ORIGIN = 'app://studio'

/** A picture of a run at a step, PNG: the one that stands for the run, or that of a kind. */
export const sampleUrl = (run: string, step: number, kind?: PictureKind): string =>
  `${ORIGIN}/media/runs/${run}/samples/${step}${kind === undefined ? '' : `-${kind}`}.png`

/** A picture of an imported run. @param tag the place of its tag among the run's */
export const importedUrl = (run: string, tag: number, step: number): string =>
  `${ORIGIN}/media/runs/${run}/imported/${tag}-${step}.png`

/** A square mosaic of 16 images of a dataset, PNG. */
export const mosaicUrl = (dataset: string): string => `${ORIGIN}/media/datasets/${dataset}/mosaic.png`

/** Consecutive images of a split in one PNG: rows of `atlasColumns`, no gaps, the first at the top left. */
export const atlasUrl = (dataset: string, split: string, offset: number, count: number): string =>
  `${ORIGIN}/media/datasets/${dataset}/${split}/${offset}-${count}.png`

/** Images in a row of an atlas. */
export const atlasColumns = 20
