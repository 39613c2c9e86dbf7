/** A file of this name in a checkpoint's folder keeps the checkpoint from being replaced by newer ones. */
export const pinFileName = 'pinned'

const sampleFile = /^step-(\d{7,16})\.png$/

/** Name of the fixed-noise grid of a step in a run's `samples` folder, such as `step-0001200.png`. */
export const sampleFileName = (step: number): string => `step-${String(step).padStart(7, '0')}.png`

/** The step of a grid's file name, undefined for a name that is none. */
export function stepOfSampleFile(name: string): number | undefined {
  const digits = sampleFile.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
