import { StudioError } from '@shared/contract/errors'
import type { RunEvent } from '@shared/runs/events'
import { describe, expect, it } from 'vitest'
import { followRun, type RunSource } from '../../../../src-renderer/training/run-feed'
import type { RunViewState } from '../../../../src-renderer/training/run-view'
import { quickRun } from './quick-config'

const run = { ...quickRun, progress: { ...quickRun.progress, step: 2 } }
const id = run.id
const steps = (firstStep: number, values: number[]): RunEvent => ({
  type: 'steps',
  id,
  batch: { firstStep, series: { generatorLoss: values } },
})

/** Lets everything that waits on settled promises happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

/** A source whose record comes when it is released and whose events come when they are emitted. */
function source() {
  const pending = new EventTarget()
  const queue: RunEvent[] = []
  const heard = (name: string) =>
    new Promise<void>((resolve) => {
      pending.addEventListener(name, () => resolve(), { once: true })
    })
  const released = heard('release')
  async function* events(signal: AbortSignal): AsyncGenerator<RunEvent> {
    while (!signal.aborted) {
      const next = queue.shift()
      if (next) yield next
      else await heard('event')
    }
  }
  const parts: RunSource = {
    watch: async (_input, { signal }) => events(signal),
    show: async () => {
      await released
      return run
    },
    metrics: async () => [{ name: 'generatorLoss', steps: [1, 2], values: [1, 2] }],
  }
  const tell = async (name: string) => {
    pending.dispatchEvent(new Event(name))
    await settle()
  }
  const emit = (event: RunEvent) => {
    queue.push(event)
    return tell('event')
  }
  return { parts, emit, release: () => tell('release') }
}

describe('followRun', () => {
  it('loses no event that comes while the record is read', async () => {
    const { parts, emit, release } = source()
    const told: RunViewState[] = []
    void followRun(parts, id, new AbortController().signal, (state) => told.push(state))
    await emit(steps(2, [2, 3]))
    expect(told).toEqual([{ type: 'loading' }])
    await release()
    await emit(steps(4, [4]))
    const last = told.at(-1)
    expect(last?.type === 'ready' && last.view.traces.generatorLoss).toEqual({
      steps: [1, 2, 3, 4],
      values: [1, 2, 3, 4],
    })
  })

  it('tells that the run was removed', async () => {
    const { parts, emit, release } = source()
    const told: RunViewState[] = []
    void followRun(parts, id, new AbortController().signal, (state) => told.push(state))
    await release()
    await emit({ type: 'removed', id })
    expect(told.at(-1)).toEqual({ type: 'removed' })
  })

  it('tells a failure instead of rejecting', async () => {
    const { parts } = source()
    const error = new StudioError('UNKNOWN_RUN', 'There is no such run.', { safe: 'All.', next: 'Choose another.' })
    const told: RunViewState[] = []
    const failing: RunSource = { ...parts, watch: () => Promise.reject(error) }
    await followRun(failing, id, new AbortController().signal, (state) => told.push(state))
    expect(told.at(-1)).toEqual({
      type: 'failed',
      failure: { code: 'UNKNOWN_RUN', message: 'There is no such run.', safe: 'All.', next: 'Choose another.' },
    })
  })

  it('is silent after it was aborted', async () => {
    const { parts, release } = source()
    const feed = new AbortController()
    const told: RunViewState[] = []
    void followRun(parts, id, feed.signal, (state) => told.push(state))
    feed.abort()
    await release()
    expect(told).toEqual([{ type: 'loading' }])
  })
})
