import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { branchCourse, branchProblems, withRates } from '@shared/runs/branch'
import { configAt } from '@shared/runs/change'
import { sampleFileName } from '@shared/runs/files'
import { expect, test } from 'vitest'
import { makeBranch } from '../../../src-main/runs/branching'
import { adversarialConfig } from '../../support/adversarial'
import { temporaryHome } from '../../support/studio-home'
import { newRun, noProgress, presetConfig } from '../../support/studio-records'

/** A home with a run of 30 steps that keeps checkpoints of steps 10 and 30, and was told an alert at 25. */
function homeWithRun() {
  const home = temporaryHome()
  const { store, paths } = home
  store.projects.add({ id: 'p', name: 'P', created: 1, opened: 1 })
  const { id } = store.runs.add(newRun('p'))
  store.runs.update(id, { status: { state: 'stopped' }, progress: { ...noProgress, step: 30 }, engine: 'reference' })
  store.metrics.append(id, { firstStep: 1, series: { realScore: Array.from({ length: 30 }, (_, i) => i) } })
  mkdirSync(paths.samples('p', id), { recursive: true })
  for (const step of [10, 20, 30]) {
    store.epochs.put(id, { epoch: step / 10, step, means: { realScore: step } })
    store.samples.put(id, { step, epoch: step / 10 })
    writeFileSync(join(paths.samples('p', id), sampleFileName(step)), `grid ${step}`)
  }
  for (const step of [10, 30]) {
    const name = `step-${step}`
    store.checkpoints.put(id, { name, step, epoch: step / 10, created: step })
    mkdirSync(paths.checkpoint('p', id, name), { recursive: true })
    for (const file of ['tensors.safetensors', 'manifest.json', 'pinned-by-alert']) {
      writeFileSync(join(paths.checkpoint('p', id, name), file), `${file} ${step}`)
    }
  }
  store.alerts.put(id, { kind: 'divergence', step: 25, since: 21, at: 1, detail: 'It ran away.', cleared: null })
  const branch = (step: number) => {
    const from = store.run(id)
    const checkpoint = store.checkpoints.get(id, `step-${step}`)
    const course = branchCourse(from, withRates(configAt(from.config, from.changes, step), 0.5), step)
    return makeBranch(store, paths, { from, checkpoint, ...course, progress: { ...noProgress, step }, at: 7 })
  }
  return { ...home, store, paths, id, branch }
}

test('a branch has the course of its run up to the checkpoint, and the run loses nothing', async () => {
  const { store, paths, id, branch } = homeWithRun()
  const before = store.run(id)
  const made = store.run((await branch(10)).id)
  expect(made).toMatchObject({
    number: 2,
    name: before.name,
    status: { state: 'queued' },
    origin: { run: id, number: 1, step: 10 },
    engine: 'reference',
    progress: { step: 10 },
    samples: [{ step: 10 }],
    checkpoints: [{ name: 'step-10' }],
    alerts: [],
  })
  expect(store.metrics.read(made.id, 'realScore').values).toEqual(Float64Array.from({ length: 10 }, (_, i) => i))
  const rates = (config: typeof made.config) => adversarialConfig(config).optimisers.generator.learningRate
  expect(rates(made.config)).toBe(rates(before.config) / 2)
  expect(store.runs.originConfig(made.id)).toEqual(before.config)
  expect(readdirSync(paths.samples('p', made.id))).toEqual([sampleFileName(10)])
  // Why a checkpoint was kept in the run before is no reason in the new one.
  expect(readdirSync(paths.checkpoint('p', made.id, 'step-10')).sort()).toEqual([
    'manifest.json',
    'tensors.safetensors',
  ])
  expect(store.run(id)).toEqual(before)
  store.runs.remove(id)
  expect(readFileSync(join(paths.checkpoint('p', made.id, 'step-10'), 'manifest.json'), 'utf8')).toContain('10')
})

test('a branch of a branch at its own first checkpoint knows under which config that was made', async () => {
  const { store, paths, id, branch } = homeWithRun()
  const first = store.run((await branch(10)).id)
  const [checkpoint] = first.checkpoints
  if (checkpoint === undefined) throw new Error('the branch has no checkpoint')
  const again = { from: first, checkpoint, config: first.config, changes: [], progress: first.progress, at: 8 }
  const second = await makeBranch(store, paths, again)
  expect(store.runs.originConfig(second.id)).toEqual(store.run(id).config)
})

test('a branch of a run that was changed has its changes up to there, and trains with what is wanted from there on', async () => {
  const { store, id, branch } = homeWithRun()
  const rate = (value: number) => ({ setting: 'optimisers.generator.learningRate' as const, value })
  const ratio = { setting: 'discriminatorSteps' as const, value: 3 }
  const base = adversarialConfig(store.run(id).config)
  for (const [step, change] of [
    [2, rate(0.4)],
    [5, ratio],
    [10, rate(0.2)],
    [20, rate(9)],
  ] as const)
    store.changes.put(id, { step, change, at: 1 })
  const made = store.run((await branch(10)).id)
  expect(made.changes.map(({ step, change }) => [step, change])).toEqual([
    [2, rate(0.4)],
    [5, ratio],
    [10, rate(0.1)],
  ])
  expect(adversarialConfig(made.config).discriminatorSteps).toBe(base.discriminatorSteps)
  const inForce = adversarialConfig(configAt(made.config, made.changes, 10))
  expect(inForce.discriminatorSteps).toBe(3)
  expect(inForce.optimisers.discriminator.learningRate).toBe(base.optimisers.discriminator.learningRate / 2)
  expect(store.run(id).changes).toHaveLength(4)
})

test('a checkpoint without its files is refused, and nothing is left behind', async () => {
  const { store, paths, id, branch } = homeWithRun()
  store.checkpoints.put(id, { name: 'step-20', step: 20, epoch: 2, created: 20 })
  await expect(branch(20)).rejects.toMatchObject({ code: 'UNKNOWN_CHECKPOINT' })
  expect(store.runs.list('p')).toHaveLength(1)
  expect(existsSync(paths.run('p', 'p-2'))).toBe(false)
  expect(readdirSync(join(paths.project('p'), 'runs'))).toEqual([id])
})

test('a branch may change what a checkpoint does not rest on, and nothing else', () => {
  const config = adversarialConfig(presetConfig('dcgan-28'))
  const { generator } = config.optimisers
  expect(
    branchProblems(config, {
      ...adversarialConfig(withRates(config, 0.1)),
      duration: { unit: 'steps', count: 5 },
      labelSmoothing: 0.1,
      gradientClipping: 1,
      engine: 'reference',
    }),
  ).toEqual([])
  const sgd = { type: 'sgd', learningRate: 0.1, momentum: 0, nesterov: false } as const
  const changed = branchProblems(config, {
    ...config,
    seed: config.seed + 1,
    batchSize: config.batchSize + 1,
    optimisers: { generator, discriminator: sgd },
  })
  expect(changed.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['seed', 'batchSize', 'optimisers.discriminator.type']),
  )
})
