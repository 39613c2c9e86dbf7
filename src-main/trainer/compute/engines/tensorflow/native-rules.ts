import { scalar, type Tensor } from '@tensorflow/tfjs-core'
import type { UpdateRules } from '../eager/update-rules'
import type { Attribute, TensorFlowBackend } from './native'
import { slot, tensorRules } from './tensor-rules'

/** TensorFlow's own name for a variable of no name: each one made is another, and is freed with its handle. */
const ANONYMOUS = 'cd2c89b7-88b7-44c8-ad83-06c2a9158347'

/**
 * Update rules by TensorFlow's operations for optimisers, which pass over the numbers once and in place; those that
 * TensorFlow defines otherwise than the studio are made of tensor operations.
 */
export function nativeRules(backend: TensorFlowBackend): UpdateRules {
  const { binding } = backend
  const float = (name: string): Attribute => ({ name, type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT })
  const flag = (name: string): Attribute => ({ name, type: binding.TF_ATTR_BOOL, value: false })
  const text = (name: string, value: string): Attribute => ({ name, type: binding.TF_ATTR_STRING, value })

  /** A variable that has a tensor's memory: the tensor is freed, so that nothing has to be copied. */
  function variableOf(x: Tensor): Tensor {
    const shape = { name: 'shape', type: binding.TF_ATTR_SHAPE, value: x.shape }
    const attributes = [text('container', ''), text('shared_name', ANONYMOUS), float('dtype'), shape]
    const handle = backend.executeSingleOutput('VarHandleOp', attributes, [])
    backend.executeMultipleOutputs('AssignVariableOp', [float('dtype')], [handle, x], 0)
    x.dispose()
    return handle
  }

  const contentOf = (handle: Tensor): Tensor =>
    backend.executeSingleOutput('ReadVariableOp', [float('dtype')], [handle])

  function apply(operation: string, flags: readonly string[], inputs: readonly (Tensor | number)[]): void {
    const tensors = inputs.map((input) => (typeof input === 'number' ? scalar(input) : input))
    backend.executeMultipleOutputs(operation, [float('T'), ...flags.map(flag)], tensors, 0)
  }

  return {
    ...tensorRules,
    adam({ weights, slots }, gradient, { learningRate, beta1, beta2, epsilon }, update) {
      const [w, m, v] = [variableOf(weights), variableOf(slot(slots, 'm')), variableOf(slot(slots, 'v'))]
      // The operation knows β₂ as a float32, and ε beside a root without correction; the corrections are made here.
      const correction = Math.sqrt(1 - Math.fround(beta2) ** update)
      const rate = (learningRate * correction) / (1 - Math.fround(beta1) ** update)
      const powers = [0, 0]
      const settings = [...powers, rate, beta1, beta2, epsilon * correction]
      apply('ResourceApplyAdam', ['use_locking', 'use_nesterov'], [w, m, v, ...settings, gradient])
      return { weights: contentOf(w), slots: { m: contentOf(m), v: contentOf(v) } }
    },
    momentum({ weights, slots }, gradient, { learningRate, momentum }) {
      const [w, velocity] = [variableOf(weights), variableOf(slot(slots, 'velocity'))]
      const flags = ['use_locking', 'use_nesterov']
      apply('ResourceApplyMomentum', flags, [w, velocity, learningRate, gradient, momentum])
      return { weights: contentOf(w), slots: { velocity: contentOf(velocity) } }
    },
    sgd({ weights }, gradient, { learningRate }) {
      const w = variableOf(weights)
      apply('ResourceApplyGradientDescent', ['use_locking'], [w, learningRate, gradient])
      return { weights: contentOf(w), slots: {} }
    },
  }
}
