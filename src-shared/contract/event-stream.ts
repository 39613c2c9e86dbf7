/** The events of work in progress, for one reader, who may be slow: only the newest progress waits. */
export async function* eventsOf<Event extends { readonly type: string }>(
  work: (emit: (event: Event) => void) => Promise<void>,
): AsyncGenerator<Event, void, void> {
  let waiting: Event[] = []
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
