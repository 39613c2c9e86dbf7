import type { ArchitectureSpec } from '@shared/architecture/spec'
import { describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { type MeasureStep, stepMeasurement } from '../../../../src-renderer/architecture/step-measurement'
import { architecture } from '../../../support/networks'

const timing = { milliseconds: 12, steps: 9, imagesPerSecond: 5000, readyMilliseconds: 40, memoryBytes: 1e8 }

/** A trainer that says where it is, and times a step once it may. */
function trainer() {
  let go: (() => void) | undefined
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  const asked: { batchSize: number; signal: AbortSignal }[] = []
  const run: MeasureStep = async ({ batchSize }, signal) => {
    asked.push({ batchSize, signal })
    return (async function* () {
      yield { type: 'progress' as const, doing: 'Compiling' }
      await gate
      signal.throwIfAborted()
      yield { type: 'timing' as const, timing }
    })()
  }
  return { run, asked, go: () => go?.() }
}

describe('the measured step', () => {
  it('is taken at the batch size that is typed, and shown as long as the same is open', async () => {
    const spec = shallowRef<ArchitectureSpec>(architecture())
    const { run, asked, go } = trainer()
    const step = stepMeasurement(() => spec.value, run)
    expect(step.batch.value).toBe(64)
    step.typed.value = 16
    go()
    await step.measure()
    expect(asked.map(({ batchSize }) => batchSize)).toEqual([16])
    expect(step.shown.value).toMatchObject({ state: 'measured', timing })
    spec.value = { ...spec.value, name: 'Another name' }
    expect(step.shown.value.state).toBe('measured')
    const before = spec.value
    spec.value = { ...spec.value, image: { height: 4, width: 4, channels: 1 } }
    expect(step.shown.value.state).toBe('idle')
    spec.value = before
    expect(step.shown.value.state).toBe('measured')
    step.typed.value = 32
    expect(step.shown.value.state).toBe('idle')
  })

  it('is given up when that is asked for, and only then', async () => {
    const { run, asked, go } = trainer()
    const step = stepMeasurement(() => architecture(), run)
    const measuring = step.measure()
    expect(step.shown.value.state).toBe('measuring')
    expect(asked[0]?.signal.aborted).toBe(false)
    step.cancel()
    expect(asked[0]?.signal.aborted).toBe(true)
    go()
    await measuring
    expect(step.shown.value.state).toBe('idle')
  })

  it('keeps why it failed', async () => {
    const step = stepMeasurement(
      () => architecture(),
      () => Promise.reject(new Error('the engine is away')),
    )
    await step.measure()
    expect(step.shown.value.state).toBe('failed')
  })

  it('takes whole batches of 1 to 4,096 images only', async () => {
    const { run, asked } = trainer()
    const step = stepMeasurement(() => architecture(), run)
    for (const wrong of [null, 0, -1, 1.5, 4097]) {
      step.typed.value = wrong
      expect(step.batch.value).toBeNull()
      await step.measure()
    }
    expect(asked).toEqual([])
    expect(step.shown.value.state).toBe('idle')
  })
})
