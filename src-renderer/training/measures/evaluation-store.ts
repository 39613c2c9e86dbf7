import { toStoredFailure } from '@shared/contract/errors'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { api, type StudioClient } from '../../client/api'
import { afterEvent, type Evaluation } from './evaluation'

type Request = Parameters<StudioClient['measures']['evaluate']>[0]

const idle: Evaluation = { state: 'idle' }

/** The evaluations of runs, at most one a run; they go on while other screens are open. */
export const useEvaluations = defineStore('evaluations', () => {
  const byRun = shallowRef<ReadonlyMap<string, Evaluation>>(new Map())
  const current = new Map<string, AbortController>()

  const of = (run: string): Evaluation => byRun.value.get(run) ?? idle

  function put(run: string, evaluation: Evaluation): void {
    byRun.value = new Map(byRun.value).set(run, evaluation)
  }

  /** Measures; the values come to the run by its own events. */
  async function start(request: Request): Promise<void> {
    const { run } = request
    if (current.has(run)) return
    const mine = new AbortController()
    current.set(run, mine)
    put(run, { state: 'running', doing: null, failures: [] })
    try {
      const events = await api.measures.evaluate(request, { signal: mine.signal })
      for await (const event of events) {
        if (mine.signal.aborted) return
        put(run, afterEvent(of(run), event, performance.now()))
      }
      const last = of(run)
      if (last.state === 'running') put(run, { state: 'ended', failures: last.failures })
    } catch (error) {
      if (!mine.signal.aborted) put(run, { state: 'failed', failure: toStoredFailure(error) })
    } finally {
      if (current.get(run) === mine) current.delete(run)
    }
  }

  /** Ends an evaluation; the values that it gave stay. */
  function cancel(run: string): void {
    current.get(run)?.abort()
    current.delete(run)
    put(run, idle)
  }

  /** Takes what an ended evaluation left to say from the screen. */
  const dismiss = (run: string): void => put(run, idle)

  return { of, start, cancel, dismiss }
})
