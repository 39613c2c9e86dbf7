import { frameRates } from '@shared/latent/drawing'
import { type DrawnClass, parseDrawnClass } from '@shared/latent/drawn-class'
import { formatPoint, MAX_TRUNCATION, parsePoint } from '@shared/latent/point'
import { Weights } from '@shared/latent/weights'
import { InvalidArgumentError, Option } from 'commander'

/** Reads a latent identifier, or a bare seed, for an option; answers with the identifier as the studio writes it. */
export function latentIdentifier(text: string): string {
  const point = parsePoint(text)
  if (point !== undefined) return formatPoint(point)
  throw new InvalidArgumentError(
    'It must be a seed such as 7, plane:7.25,1.5, circle:1,2,0.25 or z:…, each with /psi:0.7 after it if wanted.',
  )
}

/** The same where several are given one after the other. */
export const latentIdentifiers = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  latentIdentifier(text),
]

/** A truncation for an option. */
export function truncation(text: string): number {
  const value = /^\d(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN
  if (value <= MAX_TRUNCATION) return value
  throw new InvalidArgumentError(`It must be a number from 0 to ${MAX_TRUNCATION} with at most four decimals.`)
}

/** Frames a second for an option. */
export function frameRate(text: string): (typeof frameRates)[number] {
  const rate = frameRates.find((one) => String(one) === text)
  if (rate !== undefined) return rate
  throw new InvalidArgumentError(`It must be one of ${frameRates.join(', ')}.`)
}

/** Seconds for an option, in tenths. */
export function seconds(text: string): number {
  const value = /^\d{1,3}(\.\d)?$/.test(text) ? Number(text) : Number.NaN
  if (value >= 0.1 && value <= 600) return value
  throw new InvalidArgumentError('It must be a number of seconds from 0.1 to 600 with at most one decimal.')
}

/** A class by its number, or a blend of two, for an option. */
export function drawnClass(text: string): DrawnClass {
  const drawn = parseDrawnClass(text)
  if (drawn !== undefined) return drawn
  throw new InvalidArgumentError(
    'It must be the number of a class, from 0, or a blend such as 3+7@0.4: two classes and the share of the second.',
  )
}

/** The same, or all of them. */
export function classChoice(text: string): DrawnClass | 'all' {
  if (text === 'all') return text
  const drawn = parseDrawnClass(text)
  if (drawn !== undefined) return drawn
  throw new InvalidArgumentError('It must be the number of a class, from 0, a blend such as 3+7@0.4, or all.')
}

/** Which weights a generator draws with. */
export const weightsOption = (): Option =>
  new Option(
    '--weights <which>',
    'the running average of the weights, or those trained (default: as the run samples)',
  ).choices(Weights.options)

/** The weight of features beside pixels for an option. */
export function featureWeight(text: string): number {
  const value = /^\d{1,3}(\.\d{1,4})?$/.test(text) ? Number(text) : Number.NaN
  if (value <= 100) return value
  throw new InvalidArgumentError('It must be a number from 0 to 100 with at most four decimals.')
}
