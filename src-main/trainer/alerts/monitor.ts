import type { Alert } from '@shared/alerts/alert'
import { objectives } from '@shared/objectives/objective'
import type { RunConfig } from '@shared/runs/config'
import type { StepValues } from '../session/measures'
import {
  type Detector,
  divergence,
  modeCollapse,
  type Probe,
  saturatedDiscriminator,
  vanishingGradient,
} from './detectors'
import { Hysteresis } from './hysteresis'

/** How many times its calmest level a loss may reach: cross-entropies stay small, scores have no bound. */
const LIMITS = { probability: 30, score: 3000 } as const

/** One detector with what it needs to tell its alerts. */
class Watch<Observation> {
  readonly #detector: Detector<Observation>
  readonly #hysteresis: Hysteresis
  #open: Alert | undefined

  constructor(detector: Detector<Observation>) {
    this.#detector = detector
    this.#hysteresis = new Hysteresis(detector.patience)
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

  constructor({ objective }: Pick<RunConfig, 'objective'>) {
    const { output } = objectives[objective.type]
    const saturated = output === 'probability' ? [new Watch(saturatedDiscriminator())] : []
    this.#steps = [...saturated, new Watch(divergence(LIMITS[output]))]
    this.#probes = [new Watch(vanishingGradient()), new Watch(modeCollapse())]
  }

  /** @param step completed steps @param at milliseconds since the epoch */
  step(step: number, values: StepValues, at: number): Alert[] {
    return defined(this.#steps.map((watch) => watch.see(values, step, at)))
  }

  probe(step: number, probe: Probe, at: number): Alert[] {
    return defined(this.#probes.map((watch) => watch.see(probe, step, at)))
  }
}
