import { StudioError } from '@shared/contract/errors'
import { constant, input } from '../compute/compiler/build'
import { traceInference } from '../compute/compiler/capture/trace'
import { type Graph, rewrite } from '../compute/compiler/graph'
import { feedInput, RESULT, stateOfInput } from '../compute/compiler/names'
import { optimise } from '../compute/compiler/passes/registry'
import { sharing } from '../compute/compiler/passes/share'
import { simplification } from '../compute/compiler/passes/simplify'
import type { Arrays, Program } from '../compute/engine'

/** What the model's inputs are called outside of the studio, by their feed. */
const inputNames: ReadonlyMap<string, string> = new Map([
  [feedInput('z'), 'z'],
  [feedInput('labels/fake'), 'labels'],
])

/**
 * A program's inference `samples` with its weights in it: `z` [batch, size] and, for a model that takes classes, `labels`
 * [batch, classes] one-hot, to `images` [batch, height, width, channels] in [−1, 1]. Convolutions stay convolutions: what the
 * compiler rewrites for one machine is left out.
 * @throws StudioError `ENGINE_UNAVAILABLE` for what cannot be expressed
 */
export function generatorGraph(program: Program, state: Arrays): Graph {
  const inference = program.inferences.find(({ name }) => name === 'samples')
  if (inference === undefined) throw new Error('The program draws no samples')
  const traced = rewrite(traceInference(inference, program.state), (node) => {
    if (node.operation.kind !== 'input') return node
    const { name } = node.operation
    const weight = stateOfInput(name)
    if (weight === undefined) return input(inputNames.get(name) ?? name, node.shape, node.type)
    const values = state[weight]
    if (values !== undefined) return constant(values, node.shape, node.type)
    throw new StudioError('CHECKPOINT_DAMAGED', `The checkpoint lacks the weights ${weight}.`, {
      safe: 'Nothing was written.',
      next: 'Take another checkpoint.',
    })
  })
  const named = {
    outputs: traced.outputs.map(({ name, node }) => ({ name: name === RESULT ? 'images' : name, node })),
  }
  return optimise(named, [simplification, sharing])
}
