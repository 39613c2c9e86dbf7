import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Optimiser, Optimiser as OptimiserSchema, optimisers } from '@shared/optimisers/optimiser'
import { LearningRateSchedule, rateFactor } from '@shared/optimisers/schedule'
import { add, mul, type Scalar, scalar, sum } from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { withBackend } from '../../src-main/trainer/compute/backend'
import { input } from '../../src-main/trainer/compute/compiler/build'
import { compileGraph } from '../../src-main/trainer/compute/compiler/compile'
import { graphUpdate } from '../../src-main/trainer/compute/compiler/optimisers/update'
import { differentiate } from '../../src-main/trainer/compute/differentiate'
import { applyRule } from '../../src-main/trainer/compute/engines/eager/update-rules'
import { tensorRules } from '../../src-main/trainer/compute/engines/tensorflow/tensor-rules'
import { soloCrew } from '../../src-main/trainer/compute/kernels/crew'
import { kernelModules } from '../../src-main/trainer/compute/kernels/modules'
import { updateCalls } from '../../src-main/trainer/compute/kernels/update-calls'
import { movePlainly } from '../../src-main/trainer/compute/optimisers/plain'
import { openCApi } from '../../src-main/trainer/compute/runtime/c-api'
import { pick } from '../../src-main/trainer/nets/layer'
import { relativeDistance, tensorOf, usePlainBackend } from '../support/eager'

const Numbers = z.array(z.number())
const { courses, clipped, schedules } = z
  .object({
    courses: z.array(
      z.object({
        optimiser: OptimiserSchema,
        start: Numbers,
        gradients: z.array(Numbers),
        weights: z.array(Numbers),
        slots: z.record(z.string(), Numbers),
      }),
    ),
    clipped: z.array(z.object({ limit: z.number(), gradients: z.array(Numbers), clipped: z.array(Numbers) })),
    schedules: z.array(z.object({ schedule: LearningRateSchedule, steps: z.int(), factors: Numbers })),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'updates.json'), 'utf8')))

const LENGTH = 8
const BYTES = 4 * LENGTH

interface Mover {
  readonly weights: Float32Array
  readonly slots: readonly Float32Array[]
  readonly gradient: Float32Array
  move(update: number): void | Promise<void>
}

function plainMover(optimiser: Optimiser): Mover {
  const weights = new Float32Array(LENGTH)
  const gradient = new Float32Array(LENGTH)
  const slots = optimisers[optimiser.type].slots.map(() => new Float32Array(LENGTH))
  return {
    weights,
    gradient,
    slots,
    move: (update) => movePlainly({ weights, gradient, slots }, optimiser, optimiser.learningRate, update),
  }
}

function nativeMover(optimiser: Optimiser): Mover {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const view = (address: number) => new Float32Array(memory.buffer, address, LENGTH)
  const places = optimisers[optimiser.type].slots.map((_slot, i) => 192 + 64 * i)
  const crew = soloCrew(memory, kernelModules())
  const part = { weights: 64, gradient: 128, slots: places, bytes: BYTES, average: undefined, mirror: undefined }
  const { learningRate } = optimiser
  return {
    weights: view(64),
    gradient: view(128),
    slots: places.map(view),
    move: (update) => crew.make(updateCalls(part, { optimiser, learningRate, update })),
  }
}

/** On tfjs's plain backend: the rules are made of tfjs operations, which TensorFlow runs too. */
function tensorMover(optimiser: Optimiser): Mover {
  const [weights, gradient] = [new Float32Array(LENGTH), new Float32Array(LENGTH)]
  const slots = optimisers[optimiser.type].slots.map((name) => ({ name, values: new Float32Array(LENGTH) }))
  const tensorOfValues = (values: Float32Array) => tensorOf(values.slice(), [LENGTH])
  const move = (update: number) =>
    withBackend('cpu', () => {
      const kept = Object.fromEntries(slots.map(({ name, values }) => [name, tensorOfValues(values)]))
      const before = { weights: tensorOfValues(weights), slots: kept }
      const after = applyRule(tensorRules, before, tensorOfValues(gradient), optimiser, update)
      weights.set(after.weights.dataSync())
      for (const { name, values } of slots) values.set(pick(after.slots, name).dataSync())
    })
  return { weights, gradient, slots: slots.map(({ values }) => values), move }
}

async function graphMover(optimiser: Optimiser): Promise<Mover> {
  const names = optimisers[optimiser.type].slots
  const update = graphUpdate(optimiser)
  const numbers = update.numbers(optimiser.learningRate, 1).map(() => new Float32Array(1))
  const place = (name: string) => input(name, [LENGTH], 'float32')
  const after = update.move(
    { weights: place('weights'), slots: names.map(place) },
    place('gradient'),
    numbers.map((_number, i) => input(`${i}`, [], 'float32')),
  )
  const outputs = [after.weights, ...after.slots].map((node, i) => ({ name: `next/${i}`, node }))
  const before = [new Float32Array(LENGTH), ...names.map(() => new Float32Array(LENGTH))]
  const next = before.map(() => new Float32Array(LENGTH))
  const gradient = new Float32Array(LENGTH)
  const bound = (values: Float32Array, shape: readonly number[] = [LENGTH]) => ({ values, shape })
  const { model } = compileGraph({ outputs })
  const loaded = await (await openCApi(1)).load(
    model,
    {
      gradient: bound(gradient),
      ...Object.fromEntries(numbers.map((number, i) => [`${i}`, bound(number, [])])),
      ...Object.fromEntries(['weights', ...names].map((name, i) => [name, bound(before[i] ?? gradient)])),
    },
    Object.fromEntries(outputs.map(({ name }, i) => [name, bound(next[i] ?? gradient)])),
  )
  const [weights, ...slots] = before
  return {
    weights: weights ?? gradient,
    slots,
    gradient,
    async move(count) {
      for (const [i, number] of update.numbers(optimiser.learningRate, count).entries()) numbers[i]?.fill(number)
      await loaded.run()
      for (const [i, values] of next.entries()) before[i]?.set(values)
    },
  }
}

describe.each([
  ['in tensor operations', tensorMover],
  ['in plain JavaScript', plainMover],
  ['in WebAssembly', nativeMover],
  ['as a part of a graph', graphMover],
] as const)('an optimiser %s', (_where, moverOf) => {
  test.each(courses.map((course, number) => [`${course.optimiser.type}, ${number}`, course] as const))(
    'moves weights and what it keeps as PyTorch does: %s',
    async (_name, { optimiser, start, gradients, weights, slots }) => {
      const mover = await moverOf(optimiser)
      mover.weights.set(start)
      for (const [i, gradient] of gradients.entries()) {
        mover.gradient.set(gradient)
        await mover.move(i + 1)
        expect(relativeDistance(mover.weights, weights[i] ?? [])).toBeLessThan(1e-6)
      }
      for (const [i, slot] of optimisers[optimiser.type].slots.entries()) {
        expect(relativeDistance(mover.slots[i] ?? [], slots[slot] ?? []), slot).toBeLessThan(1e-6)
      }
    },
  )
})

test('every optimiser of the studio is compared with PyTorch', () => {
  expect(new Set(courses.map(({ optimiser }) => optimiser.type))).toEqual(new Set(Object.keys(optimisers)))
})

test.each(clipped)('gradients are clipped by their norm as PyTorch does: to $limit', async (recorded) => {
  await usePlainBackend()
  const names = recorded.gradients.map((_gradient, i) => `w${i}`)
  const constants = recorded.gradients.map((gradient) => tensorOf(Float32Array.from(gradient), [gradient.length]))
  const state = Object.fromEntries(
    names.map((name, i) => [
      name,
      tensorOf(new Float32Array(recorded.gradients[i]?.length ?? 0), constants[i]?.shape ?? []),
    ]),
  )
  // The sum of w·g has the gradient g.
  const compute = (tensors: typeof state) => {
    const parts = constants.map((constant, i) => sum<Scalar>(mul(pick(tensors, `w${i}`), constant)))
    const loss = parts.reduce<Scalar>((total, part) => add<Scalar>(total, part), scalar(0))
    return { loss, measures: {}, updates: {} }
  }
  const phase = {
    name: 'one',
    trains: names,
    optimiser: optimisers.sgd.defaults,
    clipGradients: recorded.limit,
    feeds: [],
    compute,
  }
  const found = differentiate(phase, state, {}, () => undefined)
  for (const [i, expected] of recorded.clipped.entries()) {
    expect(relativeDistance(found[i]?.dataSync() ?? [], expected)).toBeLessThan(1e-6)
  }
})

test.each(schedules)('the learning rate follows PyTorch’s schedule: $schedule', ({ schedule, steps, factors }) => {
  for (const [step, factor] of factors.entries()) expect(rateFactor(schedule, step, steps)).toBeCloseTo(factor, 9)
})

test('weights are clamped and followed in place', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
  const crew = soloCrew(memory, kernelModules())
  const [weights, average] = [new Float32Array(memory.buffer, 64, LENGTH), new Float32Array(memory.buffer, 128, LENGTH)]
  weights.set([-2, -0.5, 0, 0.25, 0.5, 3, Number.NaN, -0.0001])
  average.fill(1)
  crew.make([
    { kernel: 'clamp', numbers: [64, BYTES, 0.5] },
    { kernel: 'follow', numbers: [128, 64, BYTES, 0.75, 0.25] },
  ])
  expect([...weights]).toEqual([-0.5, -0.5, 0, 0.25, 0.5, 0.5, Number.NaN, Math.fround(-0.0001)])
  expect([...average.subarray(0, 6)]).toEqual([0.625, 0.625, 0.75, 0.8125, 0.875, 0.875])
})
