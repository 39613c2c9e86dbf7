import type { RunEvent } from '@shared/runs/events'
import { expect, test } from 'vitest'
import { Watchers } from '../../../src-main/runs/watchers'

const rewound = (step: number): RunEvent => ({ type: 'rewound', id: 'a', step })
const removed = (id: string): RunEvent => ({ type: 'removed', id })

test('a watch begins with the present state, gets what it wants and ends with the studio', async () => {
  const watchers = new Watchers(0)
  const watch = watchers.watch(
    () => [removed('present')],
    (event) => event.type === 'removed',
  )
  expect(await watch.next()).toEqual({ done: false, value: removed('present') })
  watchers.publish(rewound(1))
  watchers.publish(removed('later'))
  expect(await watch.next()).toEqual({ done: false, value: removed('later') })
  const waiting = watch.next()
  watchers.close()
  expect(await waiting).toEqual({ done: true, value: undefined })
})

test('an abort ends a watch that waits, and a watch that rests', async () => {
  for (const pause of [0, 3_600_000]) {
    const watchers = new Watchers(pause)
    const abort = new AbortController()
    const watch = watchers.watch(
      () => [removed('present')],
      () => true,
      abort.signal,
    )
    await watch.next()
    const waiting = watch.next()
    abort.abort()
    expect((await waiting).done).toBe(true)
  }
})
