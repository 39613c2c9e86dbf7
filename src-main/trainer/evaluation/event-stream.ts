import type { EvaluationEvent } from '@shared/measures/measured-value'

/** The events of work in progress, for one reader, who may be slow: only the newest progress waits. */
export async function* eventsOf(
  work: (emit: (event: EvaluationEvent) => void) => Promise<void>,
): AsyncGenerator<EvaluationEvent, void, void> {
  let waiting: EvaluationEvent[] = []
  let wake: () => void = () => undefined
  let over = false
  const finished = work((event) => {
    if (event.type === 'progress') waiting = waiting.filter(({ type }) => type !== 'progress')
    waiting.push(event)
    wake()
  }).finally(() => {
    over = true
    wake()
  })
  finished.catch(() => undefined) // thrown below, once what came before has been read
  for (;;) {
    const event = waiting.shift()
    if (event !== undefined) yield event
    else if (over) return await finished
    else {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
}
