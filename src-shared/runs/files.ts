/** Files in a checkpoint's folder each of which keeps the checkpoint from being replaced by newer ones, by the reason for it. */
export const pinFileNames = {
  /** It is the best by a measure, or waits to be measured. */
  measures: 'pinned',
  /** It is the last from before something went wrong with the run. */
  alerts: 'pinned-by-alert',
} as const

const sampleFile = /^step-(\d{7,16})\.png$/

/** Name of the fixed-noise grid of a step in a run's `samples` folder, such as `step-0001200.png`. */
export const sampleFileName = (step: number): string => `step-${String(step).padStart(7, '0')}.png`

/** The step of a grid's file name, undefined for a name that is none. */
export function stepOfSampleFile(name: string): number | undefined {
  const digits = sampleFile.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
