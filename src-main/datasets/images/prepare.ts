import type { ResolvedChoices } from '@shared/datasets/import'
import { fitImage } from './fit'
import { flatten, inChannels } from './pixels'
import type { Decoded, Raster } from './raster'

/** The choices that decide how an image looks. */
export type ImageChoices = Pick<ResolvedChoices, 'size' | 'fit' | 'filter' | 'background' | 'channels'>

/** Makes a training image of a decoded one: over the background, grey or colour, brought to the size. */
export function prepareImage(image: Decoded, choices: ImageChoices): Raster {
  return fitImage(inChannels(flatten(image, choices.background), choices.channels), choices)
}
