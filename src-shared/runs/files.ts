import type { PictureKind } from './pictures'

/** Files in a checkpoint's folder each of which keeps the checkpoint from being replaced by newer ones, by the reason for it. */
export const pinFileNames = {
  /** It is the best by a measure, or waits to be measured. */
  measures: 'pinned',
  /** It is the last from before something went wrong with the run. */
  alerts: 'pinned-by-alert',
} as const

const sampleFile = /^step-(\d{7,16})(-[a-z-]+)?\.png$/

/**
 * Name of a picture of a step in a run's `samples` folder, such as `step-0001200.png` for the one that stands for the run and
 * `step-0001200-latent-map.png` for another.
 */
export const sampleFileName = (step: number, kind?: PictureKind): string =>
  `step-${String(step).padStart(7, '0')}${kind === undefined ? '' : `-${kind}`}.png`

/** The step of a picture's file name, undefined for a name that is none. */
export function stepOfSampleFile(name: string): number | undefined {
  const digits = sampleFile.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
