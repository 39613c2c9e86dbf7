import type { Alert } from '@shared/alerts/alert'
import type { EngineWish } from '@shared/compute/engine'
import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { ChangedSetting } from '@shared/runs/change'
import type { RunConfig } from '@shared/runs/config'
import type { RunEvent } from '@shared/runs/events'
import type { RunSummary } from '@shared/runs/run'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { api, type StudioClient } from '../client/api'
import { activeRun, mergeList, newestFirst, type Runs, reduceRuns } from './changes'

type StartInput = Parameters<StudioClient['runs']['start']>[0]

type RunsState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready' }
  | { readonly state: 'failed'; readonly failure: StoredFailure }

const RETRY_MS = 2000
/** Milliseconds over which events are gathered: at the start there is one for every run. */
const GATHER_MS = 30

/** An alert that was raised while the window was open. */
export interface RaisedAlert {
  readonly run: string
  readonly alert: Alert
}

/** All runs of the studio, kept up to date by main. Its actions throw `StudioError` and take up what they answer. */
export const useRuns = defineStore('runs', () => {
  const state = shallowRef<RunsState>({ state: 'loading' })
  const byId = shallowRef<Runs>(new Map())
  /** The newest alert that was raised. */
  const raised = shallowRef<RaisedAlert>()
  /** Newest first. */
  const runs = computed(() => newestFirst(byId.value))
  /** The run at work, or undefined. */
  const active = computed(() => activeRun(runs.value))

  const get = (id: string): RunSummary | undefined => byId.value.get(id)
  const ofProject = (project: string): RunSummary[] => runs.value.filter((run) => run.project === project)

  let gathered: RunEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    byId.value = gathered.reduce(reduceRuns, byId.value)
    gathered = []
  }

  function take(event: RunEvent): void {
    gathered.push(event)
    timer ??= setTimeout(flush, GATHER_MS)
    if (event.type === 'alert' && event.alert.cleared === null) raised.value = { run: event.id, alert: event.alert }
  }

  async function follow(): Promise<void> {
    const stream = await api.runs.watch({ id: null })
    byId.value = mergeList(byId.value, await api.runs.list({ project: null }))
    state.value = { state: 'ready' }
    for await (const event of stream) take(event)
  }

  /** Follows until the window goes: a stream that ends or fails is taken up again. */
  async function followAlways(): Promise<never> {
    for (;;) {
      try {
        await follow()
      } catch (error) {
        state.value = { state: 'failed', failure: toStoredFailure(error) }
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }

  function took(run: RunSummary): RunSummary {
    flush()
    byId.value = reduceRuns(byId.value, { type: 'run', run })
    return run
  }

  const start = async (input: StartInput) => took(await api.runs.start(input))
  const pause = async (id: string) => took(await api.runs.pause({ id }))
  const resume = async (id: string, engine?: EngineWish) => took(await api.runs.resume({ id, engine }))
  const change = (id: string, changes: ChangedSetting[]) => api.runs.change({ id, changes })
  /** Goes on from a kept checkpoint of a run as a new one, with a config of its own. */
  const branch = async (id: string, step: number, config: RunConfig) =>
    took(await api.runs.branch({ id, step, config }))
  const stop = async (id: string) => took(await api.runs.stop({ id }))
  const rename = async (id: string, name: string) => took(await api.runs.rename({ id, name }))
  async function remove(id: string): Promise<void> {
    await api.runs.remove({ id })
    flush()
    byId.value = reduceRuns(byId.value, { type: 'removed', id })
  }

  void followAlways()
  return { state, runs, active, raised, get, ofProject, start, pause, resume, change, branch, stop, rename, remove }
})
