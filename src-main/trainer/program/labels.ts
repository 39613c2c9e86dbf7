import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import type { PlannedFeed } from './planned'

/** Whose labels a feed holds: those of the real images, or those that G is told to make. */
type Whose = 'real' | 'fake'

const feedName = (whose: Whose) => `labels/${whose}`

/** Whether networks take labels, and of how many classes. */
interface Classes {
  readonly classes?: number | undefined
}

/** The labels of a batch as [count, classes], a 1 at the class of each; none for networks that take no label. */
export function labelFeeds({ classes }: Classes, whose: Whose, count: number): PlannedFeed[] {
  if (classes === undefined) return []
  const source = whose === 'real' ? ({ type: 'labels' } as const) : ({ type: 'random-labels', classes } as const)
  return [{ name: feedName(whose), shape: [count, classes], type: 'float32', source }]
}

/** The labels that a phase was fed; undefined where networks take none. */
export const labelsOf = ({ classes }: Classes, whose: Whose, feeds: Tensors): Tensor | undefined =>
  classes === undefined ? undefined : pick(feeds, feedName(whose))

/** Labels that networks are asked for. @throws Error where there are none */
export function neededLabels(labels: Tensor | undefined): Tensor {
  if (labels === undefined) throw new Error('a network takes labels that it was not given')
  return labels
}
