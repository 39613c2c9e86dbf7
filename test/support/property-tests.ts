import fc from 'fast-check'

/**
 * One seed for every property test, so that a run of the tests can be repeated. `PROPERTY_SEED` and `PROPERTY_RUNS`
 * search further: `PROPERTY_SEED=$RANDOM PROPERTY_RUNS=10000 npx vitest run --project unit`.
 */
const DEFAULT_SEED = 20_140_610

const given = (name: string): number | undefined => {
  const text = process.env[name]
  return text === undefined ? undefined : Number(text)
}
const numRuns = given('PROPERTY_RUNS')

fc.configureGlobal({ seed: given('PROPERTY_SEED') ?? DEFAULT_SEED, ...(numRuns === undefined ? {} : { numRuns }) })
