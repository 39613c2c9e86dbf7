import { StudioError } from '@shared/contract/errors'
import type { PackedImages } from '@shared/contract/trainer'
import type { Manifest } from './manifest'

type TrainedOn = Pick<Manifest, 'step' | 'imageCount' | 'images'>
type GivenImages = Pick<PackedImages, 'count' | 'identity'>

/** Refuses images other than those that a checkpoint was trained on: the run would not be what it was. @throws StudioError `DATASET_CHANGED` */
export function requireSameImages({ step, imageCount, images }: TrainedOn, given: GivenImages): void {
  const differs = images !== undefined && given.identity !== undefined && images !== given.identity
  if (imageCount === given.count && !differs) return
  const number = (count: number) => count.toLocaleString('en-US')
  const now = imageCount === given.count ? 'now they are others' : `now there are ${number(given.count)}`
  throw new StudioError(
    'DATASET_CHANGED',
    `The images of the dataset have changed since step ${number(step)}: it trained on ${number(imageCount)}, ${now}.`,
    {
      safe: 'The run, its checkpoints and the dataset were not touched.',
      next: 'Leave out the same images as then and resume again, or start a new run with these settings.',
    },
  )
}
