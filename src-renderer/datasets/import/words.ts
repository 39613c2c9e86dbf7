import type { Filter, Fit, ImportProgress, LabelSource } from '@shared/datasets/import'
import { formatTimeLeft } from '../../ui/format/durations'
import { formatCount, formatRate } from '../../ui/format/numbers'

/** The ways of bringing an image to a size, in words. */
export const fitWords: { readonly [K in Fit]: { readonly label: string; readonly text: string } } = {
  cover: { label: 'Cover', text: 'Scaled until it covers the size; what sticks out is cut off.' },
  crop: { label: 'Centre crop', text: 'The centre at its own scale; smaller images are enlarged first.' },
  pad: { label: 'Pad', text: 'Scaled until it fits; the rest is background.' },
  stretch: { label: 'Stretch', text: 'Scaled without regard to its proportions.' },
}

/** The filters in words. */
export const filterWords: { readonly [K in Filter]: string } = {
  lanczos: 'Lanczos, sharpest',
  bicubic: 'Bicubic',
  hamming: 'Hamming',
  bilinear: 'Bilinear, softest',
  box: 'Box',
  nearest: 'Nearest, for pixel art',
}

/** The sources of labels in words. */
export const labelWords: { readonly [K in LabelSource]: string } = {
  auto: 'As found',
  file: 'In the files themselves',
  json: 'dataset.json',
  csv: 'A CSV file',
  folder: 'The folders',
  none: 'No labels',
}

/** How far an import is, in words. */
export function progressWords(progress: ImportProgress | undefined): string {
  if (progress === undefined || progress.stage === 'listing') return 'Looking at what is there'
  const { stage, done, total, skipped, imagesPerSecond, secondsLeft } = progress
  const parts = [
    `${stage === 'reading' ? 'Reading' : 'Packing'} ${formatCount(done)} of ${formatCount(total)}`,
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
    ...(imagesPerSecond === null ? [] : [formatRate(imagesPerSecond)]),
    ...(secondsLeft === null ? [] : [formatTimeLeft(secondsLeft)]),
  ]
  return parts.join(' · ')
}

/** The share of an import that is done, null while that is not known. */
export const progressShare = (progress: ImportProgress | undefined): number | null =>
  progress === undefined || progress.total === 0 ? null : progress.done / progress.total
