import type { Node } from '../graph'

/** A weight tensor and what its optimiser keeps of it, in the order of the optimiser's slots. */
export interface Moved {
  readonly weights: Node
  readonly slots: readonly Node[]
}

/** One update of an optimiser as a part of a graph, so that weights need not leave the device. */
export interface GraphUpdate {
  /** Numbers that differ from update to update, which the graph is fed: those of update `count`, from 1. */
  numbers(learningRate: number, count: number): readonly number[]
  /** `numbers` are scalars, as many as the function of this name gives. */
  move(before: Moved, gradient: Node, numbers: readonly Node[]): Moved
}
