import { describe, test } from 'vitest'
import { fullOptimisation } from '../../src-main/trainer/compute/compiler/compile'
import { passes } from '../../src-main/trainer/compute/compiler/passes/registry'
import { compiledCpuEngine } from '../../src-main/trainer/compute/engines/compiled-cpu'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { passesWithTiles } from '../support/tiles'
import { usableEngines } from '../support/usable-engines'
import { exact, expectCourse, expectSteps, tiled } from './course'
import { fixtureNames } from './fixture'

describe.each(usableEngines)('%s', (id) => {
  test.each(fixtureNames)('computes what PyTorch computes: %s', (name) => expectCourse(engines[id], name))
})

/**
 * Where a gradient is exactly zero, tiles leave rounding, of which Adam makes a step. So the weights are moved by the engine as
 * it is, and the tiles compute from its state.
 */
describe.each([2, 4])('compiled-cpu with every convolution in tiles of %i', (size) => {
  const engine = compiledCpuEngine({ ...fullOptimisation, passes: passesWithTiles(size) })
  const convolutional = fixtureNames.filter((name) => /dcgan|geometry/.test(name))

  test.each(convolutional)('has the losses and gradients of PyTorch: %s', (name) =>
    expectSteps(engine, engines['compiled-cpu'], name, tiled),
  )
})

describe.each(passes.map(({ name }) => name))('compiled-cpu without the pass %s', (left) => {
  const engine = compiledCpuEngine({ ...fullOptimisation, passes: passes.filter(({ name }) => name !== left) })

  test.each(['geometry-separate', 'mlp-small'] as const)('has the losses and gradients of PyTorch: %s', (name) =>
    expectSteps(engine, engines['compiled-cpu'], name, exact),
  )
})
