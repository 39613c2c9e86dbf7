import type { GivenImage } from '@shared/latent/given-image'
import { drawSeed } from './seed'

/** A split from which images are drawn. */
export interface DatasetSplit {
  readonly id: string
  readonly split: string
  /** Images in it, with those that are left out. */
  readonly total: number
}

/** Any image of a split. */
export const drawImage = ({ id, split, total }: DatasetSplit): GivenImage => ({
  from: 'dataset',
  dataset: id,
  split,
  image: drawSeed() % total,
})
