import type { Alert } from '@shared/alerts/alert'
import type { RunConfig } from '@shared/runs/config'
import type { StepValues } from '../session/measures'
import type { Detector, Probe } from './detectors'
import { Hysteresis } from './hysteresis'
import { watchedIn } from './watched'

/** One detector with what it needs to tell its alerts. */
class Watch<Observation> {
  readonly #detector: Detector<Observation>
  readonly #hysteresis: Hysteresis
  #open: Alert | undefined

  constructor(detector: Detector<Observation>, start: number) {
    this.#detector = detector
    this.#hysteresis = new Hysteresis(detector.patience, start)
  }

  get since(): number {
    return this.#hysteresis.since
  }

  see(observation: Observation, step: number, at: number): Alert | undefined {
    const { kind } = this.#detector
    const change = this.#hysteresis.see(this.#detector.judge(observation), step)
    if (change === undefined) return undefined
    if (change.type === 'raised') {
      this.#open = { kind, step, since: change.since, at, detail: this.#detector.detail(observation), cleared: null }
      return this.#open
    }
    const over = this.#open && { ...this.#open, cleared: step }
    this.#open = undefined
    return over
  }
}

const defined = (alerts: readonly (Alert | undefined)[]): Alert[] =>
  alerts.filter((alert): alert is Alert => alert !== undefined)

/** Watches over a run: observations in, alerts out as they are raised and as they are over. */
export class AlertMonitor {
  readonly #steps: readonly Watch<StepValues>[]
  readonly #probes: readonly Watch<Probe>[]

  /** @param start completed steps before the first observation */
  constructor(config: RunConfig, start: number) {
    const { steps, probes } = watchedIn(config)
    this.#steps = steps.map((detector) => new Watch(detector, start))
    this.#probes = probes.map((detector) => new Watch(detector, start))
  }

  /** Whether anything but the metrics of the steps is looked at. */
  get probing(): boolean {
    return this.#probes.length > 0
  }

  /** For each thing that is watched, the first step at which it may be wrong already: a checkpoint from before is good. */
  get doubts(): number[] {
    return [...new Set([...this.#steps, ...this.#probes].map(({ since }) => since))]
  }

  /** @param step completed steps @param at milliseconds since the epoch */
  step(step: number, values: StepValues, at: number): Alert[] {
    return defined(this.#steps.map((watch) => watch.see(values, step, at)))
  }

  probe(step: number, probe: Probe, at: number): Alert[] {
    return defined(this.#probes.map((watch) => watch.see(probe, step, at)))
  }
}
