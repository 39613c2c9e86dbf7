import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Executor, Program } from '../../../../../src-main/trainer/compute/engine'
import { engines } from '../../../../../src-main/trainer/compute/engines/registry'
import { pick } from '../../../../../src-main/trainer/nets/layer'
import { type Optimiser, optimisers } from '../../../../../src-shared/optimisers/optimiser'
import { usableEngines } from '../../../../support/usable-engines'
import { apart, onePhase, stateFor } from './agreement'

/** A program that fits a product of two weights, one of them used twice and as a view, to a constant. */
function programOf(optimiser: Optimiser): Program {
  const program = onePhase(
    { x: [6, 5], y: [5, 4] },
    {
      feeds: [],
      compute(state) {
        const product = tf.matMul(pick(state, 'x'), pick(state, 'y'))
        const view = tf.reshape(pick(state, 'y'), [20])
        const loss = tf.add<tf.Scalar>(tf.mean(tf.square(tf.sub(product, 1))), tf.mean(tf.square(view)))
        return { loss, measures: {}, updates: {} }
      },
    },
  )
  return { ...program, phases: program.phases.map((phase) => ({ ...phase, optimiser })) }
}

const compared = usableEngines.filter((id) => id === 'compiled-cpu' || id === 'tensorflow')

async function updated(executor: Executor, count: number) {
  for (let update = 0; update < count; update++) await executor.run('phase')
  return executor.snapshot()
}

describe.each(compared)('%s', (id) => {
  it.each(Object.values(optimisers).map(({ defaults }) => [defaults.type, defaults] as const))(
    'moves weights and what it remembers as the reference does: %s',
    async (_type, optimiser) => {
      const program = programOf(optimiser)
      const executors = [engines[id], engines.reference].map((engine) => engine.prepare(program, stateFor(program)))
      const [found, expected] = await Promise.all(executors.map(async (executor) => updated(await executor, 5)))
      for (const [name, values] of Object.entries(expected?.state ?? {})) {
        expect(apart(found?.state[name] ?? new Float32Array(), values), name).toBeLessThan(1e-6)
      }
      const slots = expected?.optimisers['phase']?.slots ?? {}
      expect(Object.keys(slots)).toHaveLength(2 * optimisers[optimiser.type].slots.length)
      for (const [name, values] of Object.entries(slots)) {
        expect(apart(found?.optimisers['phase']?.slots[name] ?? new Float32Array(), values), name).toBeLessThan(1e-4)
      }
      for (const executor of executors) (await executor).dispose()
    },
  )
})

describe.each(usableEngines)('%s', (id) => {
  it.each(Object.values(optimisers).map(({ defaults }) => [defaults.type, defaults] as const))(
    'keeps no more tensors after many updates than after a few, and none when it is disposed: %s',
    async (_type, optimiser) => {
      const program = programOf(optimiser)
      const before = tf.engine().memory().numTensors
      const executor = await engines[id].prepare(program, stateFor(program))
      await updated(executor, 2)
      const few = tf.engine().memory().numTensors
      await updated(executor, 5)
      expect(tf.engine().memory().numTensors).toBe(few)
      executor.dispose()
      expect(tf.engine().memory().numTensors).toBe(before)
    },
  )
})
