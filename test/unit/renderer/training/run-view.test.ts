import type { RunEvent } from '@shared/runs/events'
import { RunSummary } from '@shared/runs/run'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type RunView, recordedMetrics, reduceRunView, runViewOf } from '../../../../src-renderer/training/run-view'
import { quickRun } from './quick-config'

const run = quickRun
/** What lists show of it. */
const summary = RunSummary.parse(run)
const id = run.id
const steps = (firstStep: number, losses: (number | null)[]): RunEvent => ({
  type: 'steps',
  id,
  batch: { firstStep, series: { generatorLoss: losses } },
})
const viewAfter = (events: readonly RunEvent[], view: RunView = runViewOf(run, [])): RunView =>
  events.reduce(reduceRunView, view)

/** A course of a run: steps one by one with a grid at every fourth and a checkpoint at every fifth. */
const course = (from: number, to: number): RunEvent[] =>
  Array.from({ length: to - from }, (_, i) => from + i + 1).flatMap((step): RunEvent[] => [
    steps(step, [step / 10]),
    ...(step % 4 === 0 ? [{ type: 'sample', id, sample: { step, epoch: 0 } } satisfies RunEvent] : []),
    ...(step % 5 === 0
      ? [
          {
            type: 'checkpoint',
            id,
            checkpoint: { name: `step-${step}`, step, epoch: 0, created: step },
            removed: step > 10 ? [`step-${step - 10}`] : [],
          } satisfies RunEvent,
        ]
      : []),
  ])

describe('reduceRunView', () => {
  it('keeps what was recorded before and appends what comes', () => {
    const view = viewAfter(
      [steps(3, [0.3])],
      runViewOf(run, [{ name: 'generatorLoss', steps: [1, 2], values: [0.1, null] }]),
    )
    expect(view.traces.generatorLoss).toEqual({ steps: [1, 2, 3], values: [0.1, null, 0.3] })
    expect(view.run.progress.step).toBe(3)
    expect(recordedMetrics(view.traces)).toEqual(['generatorLoss'])
  })

  it('gives the same view when a stretch of events comes twice, as it may after subscribing', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), (a, b) => {
        const events = course(0, 30)
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const twice = [...events.slice(0, to), ...events.slice(from, to), ...events.slice(to)]
        const [once, again] = [viewAfter(events), viewAfter(twice)]
        expect(again.traces).toEqual(once.traces)
        expect(again.run.samples).toEqual(once.run.samples)
        expect(again.run.progress).toEqual(once.run.progress)
      }),
    )
  })

  it('forgets what a resume made void, and takes it again', () => {
    const view = viewAfter([...course(0, 18), { type: 'rewound', id, step: 15 }])
    expect(view.traces.generatorLoss.steps.at(-1)).toBe(15)
    expect(view.run.samples.map(({ step }) => step)).toEqual([4, 8, 12])
    expect(view.run.checkpoints.map(({ step }) => step)).toEqual([10, 15])
    expect(view.run.progress.step).toBe(15)
    expect(viewAfter(course(15, 18), view).traces).toEqual(viewAfter(course(0, 18)).traces)
  })

  it('does not count back when a summary is older than the steps', () => {
    const late: RunEvent = { type: 'run', run: { ...summary, progress: { ...summary.progress, step: 5 } } }
    expect(viewAfter([...course(0, 8), late]).run.progress.step).toBe(8)
    const stopped: RunEvent = { type: 'run', run: { ...summary, status: { state: 'stopped' } } }
    expect(viewAfter([stopped]).run.status).toEqual({ state: 'stopped' })
  })

  it('replaces an epoch that is told again and drops a log line that is', () => {
    const epoch = (value: number): RunEvent => ({
      type: 'epoch',
      id,
      epoch: { epoch: 1, step: 10, means: { generatorLoss: value } },
    })
    const entry: RunEvent = { type: 'log', id, entry: { at: 1, step: 1, level: 'info', message: 'Started' } }
    const view = viewAfter([epoch(1), epoch(2), entry, entry])
    expect(view.run.epochs).toEqual([{ epoch: 1, step: 10, means: { generatorLoss: 2 } }])
    expect(view.run.log.length).toBe(1)
  })

  it('ignores other runs', () => {
    const view = runViewOf(run, [])
    const another: RunEvent = { type: 'steps', id: 'another', batch: { firstStep: 1, series: { generatorLoss: [1] } } }
    expect(reduceRunView(view, another)).toBe(view)
  })
})
