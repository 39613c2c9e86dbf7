import { describe, expect, it } from 'vitest'
import { disk } from '../../../../src-main/trainer/files/disk'
import { SaveQueue } from '../../../../src-main/trainer/session/save-queue'
import { inlineSaver, type SaveJob, type SaveOutcome, type Saver } from '../../../../src-main/trainer/session/saves'
import type { StoredFailure } from '../../../../src-shared/contract/errors'
import { recordRun } from '../../../support/recorded-run'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyRequest } from '../../../support/tiny-run'

const job = (step: number): SaveJob => ({
  type: 'sample',
  step,
  image: { height: 1, width: 1, channels: 1 },
  pictures: [{ file: '', batches: [new Float32Array(1)] }],
})
const failure: StoredFailure = { code: 'DISK_FULL', message: 'The disk is full', safe: 'Kept.', next: 'Make room.' }

/** A saver that ends a job when it is told to. */
class HeldSaver implements Saver {
  readonly begun: number[] = []
  #end: ((outcome: SaveOutcome) => void) | undefined

  save({ step }: SaveJob): Promise<SaveOutcome> {
    this.begun.push(step)
    return new Promise((end) => {
      this.#end = end
    })
  }

  end(outcome: SaveOutcome): void {
    this.#end?.(outcome)
  }

  close(): void {
    this.begun.splice(0)
  }
}

const saved: SaveOutcome = { type: 'saved', removed: [] }
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('saves', () => {
  it('are done one after the other, and hold back whoever is too far ahead', async () => {
    const saver = new HeldSaver()
    const queue = new SaveQueue(saver)
    const done: number[] = []
    await queue.add(job(1), () => done.push(1))
    await queue.add(job(2), () => done.push(2))
    let room = false
    const third = queue
      .add(job(3), () => done.push(3))
      .then(() => {
        room = true
      })
    await turn()
    expect([saver.begun, done, room]).toEqual([[1], [], false])
    saver.end(saved)
    await third
    expect([saver.begun, done]).toEqual([[1, 2], [1]])
    const settled = queue.settle()
    saver.end(saved)
    await turn()
    saver.end(saved)
    await settled
    expect(done).toEqual([1, 2, 3])
  })

  it('stand still where the disk refuses one, and go on with it once they are tried again', async () => {
    const saver = new HeldSaver()
    const queue = new SaveQueue(saver)
    const done: number[] = []
    await queue.add(job(1), () => done.push(1))
    await queue.add(job(2), () => done.push(2))
    saver.end({ type: 'refused', job: job(1), failure })
    await queue.settle()
    expect(queue.problem).toMatchObject({ type: 'refused', failure: { code: 'DISK_FULL' } })
    expect([saver.begun, done]).toEqual([[1], []])
    queue.retry()
    saver.end(saved)
    await turn()
    saver.end(saved)
    await queue.settle()
    expect([saver.begun, done, queue.problem]).toEqual([[1, 1, 2], [1, 2], undefined])
  })

  it('that are dropped end with the one in progress', async () => {
    const saver = new HeldSaver()
    const queue = new SaveQueue(saver)
    await queue.add(job(1), () => undefined)
    await queue.add(job(2), () => undefined)
    const dropped = queue.drop()
    saver.end(saved)
    await dropped
    expect(saver.begun).toEqual([1])
    await queue.settle()
  })
})

describe('a run', () => {
  it('goes on while a sample is saved, tells it when it is, and completes only then', async () => {
    const real = inlineSaver(disk)
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const order: string[] = []
    await recordRun(
      tinyRequest(temporaryFolder()),
      (event) => {
        if (event.type === 'sample') order.push(`sample ${event.sample.step}`)
        if (event.type === 'checkpoint') order.push(`checkpoint ${event.checkpoint.step}`)
        if (event.type === 'completed') order.push('completed')
        if (event.type !== 'steps') return
        order.push('steps')
        release()
      },
      {
        openSaver: () => ({
          async save(given) {
            await held
            return real.save(given)
          },
          close: () => undefined,
        }),
      },
    )
    // The first sample waits for the disk until steps were told; the order of what is kept stays.
    expect(order.indexOf('steps')).toBeLessThan(order.indexOf('sample 0'))
    expect(order.filter((entry) => entry !== 'steps')).toEqual([
      'sample 0',
      'checkpoint 4',
      'sample 5',
      'checkpoint 8',
      'sample 10',
      'checkpoint 12',
      'sample 15',
      'checkpoint 16',
      'sample 20',
      'checkpoint 20',
      'completed',
    ])
  })
})
