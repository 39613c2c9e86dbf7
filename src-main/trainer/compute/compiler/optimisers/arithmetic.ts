import { binary, fill } from '../build'
import type { Node } from '../graph'

export const scalar = (value: number): Node => fill(value, [])
export const add = (a: Node, b: Node): Node => binary('Add', a, b)
export const subtract = (a: Node, b: Node): Node => binary('Sub', a, b)
export const multiply = (a: Node, b: Node): Node => binary('Mul', a, b)
export const divide = (a: Node, b: Node): Node => binary('Div', a, b)

/** decay·average + (1 − decay)·x */
export const follow = (average: Node, x: Node, decay: number): Node =>
  add(multiply(average, scalar(decay)), multiply(x, scalar(1 - decay)))

/** An element of a list that its maker knows to be there. */
export function given(nodes: readonly Node[], index: number): Node {
  const node = nodes[index]
  if (node === undefined) throw new RangeError(`the update lacks its input ${index}`)
  return node
}
