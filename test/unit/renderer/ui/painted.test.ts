import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { afterPaint, usePainted, useStages } from '../../../../src-renderer/ui/painted'

let frames: (() => void)[] = []

beforeEach(() => {
  frames = []
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run))
})
afterEach(() => vi.unstubAllGlobals())

/** Makes the next frame, and lets what waits for it be painted. */
async function paint(): Promise<void> {
  const now = frames
  frames = []
  for (const run of now) run()
  const channel = new MessageChannel()
  await new Promise((done) => {
    channel.port1.onmessage = done
    channel.port2.postMessage(null)
  })
  channel.port1.close()
  await nextTick()
}

it('runs what waits once a frame was painted, and not what was taken back', async () => {
  const ran: string[] = []
  afterPaint(() => ran.push('a'))
  const forget = afterPaint(() => ran.push('b'))
  afterPaint(() => ran.push('c'))
  forget()
  expect(ran).toEqual([])
  await paint()
  expect(ran).toEqual(['a', 'c'])
  await paint()
  expect(ran).toEqual(['a', 'c'])
})

it('waits again for what is asked for when a frame was painted', async () => {
  const ran: number[] = []
  afterPaint(() => {
    ran.push(1)
    afterPaint(() => ran.push(2))
  })
  await paint()
  expect(ran).toEqual([1])
  await paint()
  expect(ran).toEqual([1, 2])
})

it('has a value a frame late, the last of those that came meanwhile', async () => {
  const scope = effectScope()
  const source = ref(1)
  const painted = scope.run(() => usePainted(() => source.value))
  expect(painted?.value).toBe(1)
  source.value = 2
  await nextTick()
  source.value = 3
  await nextTick()
  expect(painted?.value).toBe(1)
  await paint()
  expect(painted?.value).toBe(3)
  source.value = 4
  await nextTick()
  scope.stop()
  await paint()
  expect(painted?.value).toBe(3)
})

it('comes in stages, a painted frame each', async () => {
  const scope = effectScope()
  const stage = scope.run(() => useStages(2))
  expect(stage?.value).toBe(0)
  await paint()
  expect(stage?.value).toBe(1)
  await paint()
  expect(stage?.value).toBe(2)
  expect(frames).toEqual([])
  scope.stop()
})
