import type { AlertKind } from '@shared/alerts/alert'
import type { MetricName } from '@shared/runs/metrics'
import type { StepValues } from '../session/measures'
import type { Patience } from './hysteresis'

/** What is looked at now and then beside the metrics of each step. */
export interface Probe {
  /** The norm of all of G's gradients together. */
  readonly gradient: number
  /** Root mean square distance of two fixed-noise samples over that of two real images; null where it is not defined. */
  readonly diversity: number | null
}

/** What a detector makes of an observation. */
export type Verdict = 'bad' | 'good' | 'unclear'

/** Looks for one thing that can go wrong. A detector may remember what it saw; it is given each observation once, in order. */
export interface Detector<Observation> {
  readonly kind: AlertKind
  readonly patience: Patience
  judge(observation: Observation): Verdict
  /** The last observation in words. */
  detail(observation: Observation): string
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** Share of the old mean that stays with each step, where single batches are too noisy. */
const MEMORY = 0.95

/** A mean that forgets, over the last twenty or so of what it was given. */
function fadingMean(): (value: number) => number {
  let mean: number | undefined
  return (value) => {
    mean = mean === undefined ? value : MEMORY * mean + (1 - MEMORY) * value
    return mean
  }
}

/** D is always right and nearly certain of it, for hundreds of steps. Only for probabilities. */
export function saturatedDiscriminator(): Detector<StepValues> {
  const means = { real: fadingMean(), fake: fadingMean(), right: fadingMean() }
  let [real, fake] = [0, 1]
  return {
    kind: 'saturated-discriminator',
    patience: { bad: 300, good: 20 },
    judge({ realScore = 0, fakeScore = 1, realAccuracy = 0, fakeAccuracy = 0 }) {
      real = means.real(realScore)
      fake = means.fake(fakeScore)
      const right = means.right(Math.min(realAccuracy, fakeAccuracy))
      if (real > 0.99 && fake < 0.01 && right > 0.99) return 'bad'
      return real > 0.97 && fake < 0.03 ? 'unclear' : 'good'
    },
    detail: () => `D(x) has stayed near ${real.toFixed(3)} and D(G(z)) near ${fake.toFixed(3)}.`,
  }
}

/**
 * A loss so large that no healthy run reaches it, or many times its calmest level; on a mean over some twenty steps.
 * @param losses by the names of what they belong to
 */
export function divergence(limit: number, losses: Readonly<Record<string, MetricName>>): Detector<StepValues> {
  const mean = fadingMean()
  let calmest = Number.POSITIVE_INFINITY
  return {
    kind: 'divergence',
    patience: { bad: 20, good: 100 },
    judge(values) {
      const size = mean(Math.max(...Object.values(losses).map((name) => Math.abs(values[name] ?? 0))))
      calmest = Math.min(calmest, size)
      return size > limit * Math.max(1, calmest) ? 'bad' : 'good'
    },
    detail: (values) =>
      `${Object.entries(losses)
        .map(([owner, name], i) => `${owner}’s ${i === 0 ? 'loss is ' : ''}${(values[name] ?? 0).toPrecision(4)}`)
        .join(', ')}.`,
  }
}

/** G's gradient is all but zero, or a vanishing share of what it was. */
export function vanishingGradient(): Detector<Probe> {
  let largest = 0
  return {
    kind: 'vanishing-gradient',
    patience: { bad: 3, good: 2 },
    judge({ gradient }) {
      largest = Math.max(largest, gradient)
      return gradient < 1e-7 || gradient < 1e-4 * largest ? 'bad' : 'good'
    },
    detail: ({ gradient }) => `The norm of the generator’s gradient is ${gradient.toExponential(1)}.`,
  }
}

/** The samples differ by a small share of what real images do, after they once differed more, or late in the run. */
export function modeCollapse(): Detector<Probe> {
  let [seen, widest] = [0, 0]
  return {
    kind: 'mode-collapse',
    patience: { bad: 3, good: 2 },
    judge({ diversity }) {
      if (diversity === null) return 'unclear'
      seen++
      widest = Math.max(widest, diversity)
      if (diversity > 0.25) return 'good'
      const dropped = widest > 0.4 && diversity < 0.2
      // Before it has learned anything a generator makes one grey image of every latent.
      const late = seen > 20 && diversity < 0.05
      return dropped || late ? 'bad' : 'unclear'
    },
    detail: ({ diversity }) => `Samples differ from each other by ${percent(diversity ?? 0)} of what real images do.`,
  }
}
