/** The middle of numbers; of an even count the mean of the two in the middle. */
function middle(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const half = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(half) - 1] ?? Number.NaN, sorted[Math.floor(half)] ?? Number.NaN]
  return Number(((low + high) / 2).toPrecision(4))
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The medians of what rounds tell, in the same form: numbers by place, objects by name. What is no number is that of the last round; what
 * some rounds have not is the median of those that have it.
 */
export function mediansOf(rounds: readonly unknown[]): unknown {
  const numbers = rounds.filter((round) => typeof round === 'number')
  if (numbers.length > 0) return middle(numbers)
  const objects = rounds.filter(isObject)
  if (objects.length === 0) return rounds.at(-1)
  const names = new Set(objects.flatMap((round) => Object.keys(round)))
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      mediansOf(
        objects.flatMap((round) => {
          const own: unknown = Object.getOwnPropertyDescriptor(round, name)?.value
          return own === undefined ? [] : [own]
        }),
      ),
    ]),
  )
}
