import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { stateOf as stateOfSnapshot } from '../checkpoint/snapshot-tensors'
import type { Arrays, RunningAverage, Snapshot, StateTensor, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { type Network, stateOf, trainableOf } from '../nets/network'

/** The state that follows a weight of G. */
const averageName = (weight: string): string => `average/${weight}`

/** The running average of G's weights that a config asks for. */
export function averageOf(
  { generatorAverage }: Pick<AdversarialConfig, 'generatorAverage'>,
  generator: Network,
): RunningAverage | undefined {
  if (generatorAverage === null) return undefined
  const pairs = trainableOf(generator).map((weight) => ({ weight, average: averageName(weight) }))
  return { decay: generatorAverage.decay, pairs }
}

/** The tensors of an average of G's weights. */
export const averageState = (generator: Network): StateTensor[] =>
  stateOf(generator).flatMap(({ name, shape, trainable }) =>
    trainable ? [{ name: averageName(name), shape, trainable: false }] : [],
  )

/** The state with averages in the place of the weights that they follow. */
export const averaged = (state: Tensors, { pairs }: RunningAverage): Tensors => ({
  ...state,
  ...Object.fromEntries(pairs.map(({ weight, average }) => [weight, pick(state, average)])),
})

/** The same of a snapshot, for the state of the given names; what has no average is as it is. */
export const averagedStateOf = (snapshot: Snapshot, names: readonly string[]): Arrays => ({
  ...stateOfSnapshot(snapshot, names),
  ...Object.fromEntries(
    names.flatMap((name) => {
      const average = snapshot.state[averageName(name)]
      return average === undefined ? [] : [[name, average]]
    }),
  ),
})
