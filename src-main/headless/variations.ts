import { StudioError } from '@shared/contract/errors'

/** One of the runs of a study: the settings that make it, and a name that tells it from the others. */
export interface Variation {
  /** Of the form `path=value`. */
  readonly settings: readonly string[]
  readonly seed: number
  readonly name: string
}

/** Most runs of a study. */
const most = 1000

const wrong = (message: string, next: string): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'No run was started.', next })

/** The last two parts of a path. */
const short = (path: string): string => path.split('.').slice(-2).join('.')

/** What is varied together: paths with a value each, and the words for it. */
interface Choice {
  readonly settings: readonly string[]
  readonly words: string
}

/** `path=a,b,c` or `path+path=a,b,c`, where the paths take the same value. */
function choicesOf(text: string): Choice[] {
  const split = text.indexOf('=')
  const paths = text
    .slice(0, Math.max(0, split))
    .split('+')
    .map((path) => path.trim())
  const values = text
    .slice(split + 1)
    .split(',')
    .map((value) => value.trim())
  const [first] = paths
  if (split < 0 || first === undefined || paths.includes('') || values.includes('')) {
    throw wrong(`--vary ${text} names no values`, 'Write it as path=value,value or path+path=value,value.')
  }
  return values.map((value) => ({
    settings: paths.map((path) => `${path}=${value}`),
    words: `${short(first)} ${value}`,
  }))
}

/**
 * The runs of a study: every combination of the values, with each of the seeds `firstSeed`, `firstSeed` + 1, … The seeds of one
 * combination come after each other.
 * @param vary of the form `path=a,b` or, for settings that take the same value, `path+path=a,b`
 * @throws StudioError `INVALID_INPUT`
 */
export function variationsOf(vary: readonly string[], seeds: number, firstSeed: number): Variation[] {
  const combinations = vary
    .map(choicesOf)
    .reduce<readonly Choice[][]>(
      (all, choices) => all.flatMap((before) => choices.map((one) => [...before, one])),
      [[]],
    )
  const count = combinations.length * seeds
  if (count > most) throw wrong(`This would be ${count} runs`, `Vary less: a study has at most ${most}.`)
  return combinations.flatMap((combination) =>
    Array.from({ length: seeds }, (_, index) => {
      const seed = firstSeed + index
      const words = [...combination.map((choice) => choice.words), `seed ${seed}`].join(', ')
      return { settings: combination.flatMap(({ settings }) => settings), seed, name: words.slice(0, 120) }
    }),
  )
}
