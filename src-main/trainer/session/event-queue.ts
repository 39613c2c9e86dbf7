import type { TrainerEvent } from '@shared/runs/events'
import { type MetricName, metricNames } from '@shared/runs/metrics'
import type { StepBatch } from '@shared/runs/run'

const lengthOf = ({ series }: StepBatch): number => Object.values(series)[0]?.length ?? 0

function follows(first: StepBatch, second: StepBatch): boolean {
  const names = (batch: StepBatch) => metricNames.filter((name) => name in batch.series).join()
  return first.firstStep + lengthOf(first) === second.firstStep && names(first) === names(second)
}

function joined(first: StepBatch, second: StepBatch): StepBatch {
  const series: Partial<Record<MetricName, (number | null)[]>> = {}
  for (const name of metricNames) {
    const values = first.series[name]
    if (values) series[name] = [...values, ...(second.series[name] ?? [])]
  }
  return { firstStep: first.firstStep, series }
}

/**
 * The events that wait, with one more: step batches that follow each other become one, and progress takes the place of the
 * progress before it. Nothing that has to be kept is lost.
 */
export function conflate(waiting: readonly TrainerEvent[], event: TrainerEvent): TrainerEvent[] {
  const last = waiting.at(-1)
  if (event.type === 'steps' && last?.type === 'steps' && follows(last.batch, event.batch)) {
    return [...waiting.slice(0, -1), { type: 'steps', batch: joined(last.batch, event.batch) }]
  }
  if (event.type === 'progress') return [...waiting.filter(({ type }) => type !== 'progress'), event]
  return [...waiting, event]
}

/** Events on their way to one reader, who may be slow: what waits is conflated. */
export class EventQueue {
  #waiting: TrainerEvent[] = []
  #ended = false
  #wake: (() => void) | undefined

  push(event: TrainerEvent): void {
    this.#waiting = conflate(this.#waiting, event)
    this.#wake?.()
  }

  /** No more events come; the reader gets those that wait. */
  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The events, each once, until the end. */
  async *read(): AsyncGenerator<TrainerEvent, void, void> {
    for (;;) {
      const event = this.#waiting.shift()
      if (event) yield event
      else if (this.#ended) return
      else {
        await new Promise<void>((wake) => {
          this.#wake = wake
        })
      }
    }
  }
}
