import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import { disk } from '../../../../src-main/trainer/files/disk'
import type { Control } from '../../../../src-main/trainer/session/control'
import type { ChangedSetting, PlannedChange, RunChange } from '../../../../src-shared/runs/change'
import type { RunConfig } from '../../../../src-shared/runs/config'
import type { TrainerEvent } from '../../../../src-shared/runs/events'
import { courseOf, filesOf, recordRun, seriesOf, steadyClock } from '../../../support/recorded-run'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyRequest } from '../../../support/tiny-run'

const ofG = (value: number): ChangedSetting => ({ setting: 'optimisers.generator.learningRate', value })
const ratio = (value: number): ChangedSetting => ({ setting: 'discriminatorSteps', value })
const samples = (every: number): ChangedSetting => ({ setting: 'samples.cadence', value: { unit: 'steps', every } })

/** Every kind of change, some in the middle of an epoch, some for later than any checkpoint. */
const plan: readonly PlannedChange[] = [
  { step: 3, change: ofG(0.01) },
  { step: 7, change: ratio(2) },
  { step: 10, change: samples(3) },
  { step: 14, change: ratio(3) },
  { step: 14, change: { setting: 'optimisers.discriminator.learningRate', value: 0.0005 } },
  { step: 17, change: ratio(1) },
]
const only = <T extends TrainerEvent['type']>(events: readonly TrainerEvent[], type: T) =>
  events.filter((event): event is Extract<TrainerEvent, { type: T }> => event.type === type)
const finalState = async (folder: string, name = 'step-0000020') =>
  (await loadCheckpoint(disk, join(folder, 'checkpoints', name))).snapshot

/** Wants changes as soon as a step has been told, or while the run is paused there. */
const changing =
  (
    wanted: readonly (readonly [step: number, change: ChangedSetting])[],
    made: Promise<PromiseSettledResult<RunChange[]>[]>[] = [],
  ) =>
  (event: TrainerEvent, control: Control) => {
    if (event.type !== 'steps') return
    const last = event.batch.firstStep + (event.batch.series.generatorLoss?.length ?? 1) - 1
    for (const [step, change] of wanted) if (last === step) made.push(Promise.allSettled([control.change([change])]))
  }

describe('a run that is changed while it trains', () => {
  it.each(['reference', 'compiled-cpu'] as const)(
    'is the same bits when its changes are planned, made by hand, or made again: %s',
    async (engine) => {
      const [planned, live, again] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
      const clock = steadyClock(150)
      const expected = await recordRun(tinyRequest(planned, { engine }, null, plan), undefined, { clock })
      expect(only(expected, 'changed')).toEqual([])
      const hand = plan.map(({ step, change }) => [step, change] as const)
      const events = await recordRun(tinyRequest(live, { engine }), changing(hand), { clock })
      const made = only(events, 'changed').map(({ change: { step, change } }) => ({ step, change }))
      expect(made).toEqual(plan)
      expect(courseOf(events)).toEqual(courseOf(expected))
      expect(await finalState(live)).toEqual(await finalState(planned))
      expect(courseOf(await recordRun(tinyRequest(again, { engine }, null, made)))).toEqual(courseOf(expected))
      const plain = await recordRun(tinyRequest(temporaryFolder(), { engine }))
      for (const [step, loss] of seriesOf(plain, 'generatorLoss')) {
        if (step <= 3) expect(seriesOf(expected, 'generatorLoss').get(step)).toBe(loss)
        if (step > 4) expect(seriesOf(expected, 'generatorLoss').get(step)).not.toBe(loss)
      }
    },
  )

  it.each([8, 16])('goes on from the checkpoint of step %i as if it had not been interrupted', async (from) => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()]
    const config: Partial<RunConfig> = {
      fakeBatch: 'shared',
      instanceNoise: { deviation: 0.1, fade: 18 },
      imagePool: 12,
    }
    const kept = { ...config, checkpoints: { cadence: { unit: 'steps', every: 4 }, keep: 9 } } as const
    const clock = steadyClock(150)
    const expected = await recordRun(tinyRequest(whole, kept, null, plan), undefined, { clock })
    let saved = false
    const first = await recordRun(
      tinyRequest(parts, kept, null, plan),
      (event, control) => {
        // As in a crash: steps, samples and changes after the checkpoint have happened, and nothing says goodbye.
        if (event.type === 'checkpoint' && event.checkpoint.step === from) saved = true
        if (event.type === 'steps' && event.batch.firstStep >= from + 2 && saved) control.want('abandon')
      },
      { clock },
    )
    const name = `step-${String(from).padStart(7, '0')}`
    const second = await recordRun(tinyRequest(parts, kept, name, plan), undefined, { clock })
    expect(second.at(-1)?.type).toBe('completed')
    const upTo = first.filter((event) => {
      if (event.type === 'steps') return event.batch.firstStep <= from
      return event.type === 'epoch' ? event.epoch.step <= from : event.type === 'sample' && event.sample.step <= from
    })
    expect(courseOf([...upTo, ...second])).toEqual(courseOf(expected))
    expect(filesOf(join(parts, 'samples'))).toEqual(filesOf(join(whole, 'samples')))
    expect(await finalState(parts)).toEqual(await finalState(whole))
  })

  it('goes on through its epochs with the new ratio, and its length follows', async () => {
    const duration = { unit: 'epochs', count: 3 } as const
    const events = await recordRun(tinyRequest(temporaryFolder(), { duration }, null, [{ step: 8, change: ratio(3) }]))
    // Six batches an epoch: two of the second are taken, then a step takes three.
    expect(only(events, 'epoch').map(({ epoch }) => [epoch.epoch, epoch.step])).toEqual([
      [1, 6],
      [2, 9],
      [3, 11],
    ])
    expect(only(events, 'progress').at(-1)?.progress).toMatchObject({ step: 11, steps: 11, epoch: 3, epochs: 3 })
  })

  it('ends the epoch, and with it the run, where no step fits into what is left', async () => {
    const folder = temporaryFolder()
    const duration = { unit: 'epochs', count: 2 } as const
    const events = await recordRun(tinyRequest(folder, { duration }, null, [{ step: 10, change: ratio(3) }]))
    expect(only(events, 'epoch').at(-1)?.epoch).toMatchObject({ epoch: 2, step: 10 })
    expect(only(events, 'sample').at(-1)?.sample).toEqual({ step: 10, epoch: 2 })
    expect(only(events, 'checkpoint').at(-1)?.checkpoint.step).toBe(10)
    expect(events.at(-1)?.type).toBe('completed')
  })

  it('takes no notice of what is as wanted already, refuses what cannot be, and tells what it made', async () => {
    const made: Promise<PromiseSettledResult<RunChange[]>[]>[] = []
    const wanted = [
      [5, ofG(0.002)],
      [6, ratio(7)],
      [8, ratio(2)],
    ] as const
    const events = await recordRun(tinyRequest(temporaryFolder()), changing(wanted, made), { clock: steadyClock(150) })
    const [same, tooMany, good] = (await Promise.all(made)).flat()
    expect(same).toEqual({ status: 'fulfilled', value: [] })
    expect(tooMany).toMatchObject({ status: 'rejected', reason: { code: 'INVALID_CONFIG' } })
    expect(good).toMatchObject({ status: 'fulfilled', value: [{ step: 8, change: ratio(2) }] })
    expect(only(events, 'changed').map(({ change }) => [change.step, change.change])).toEqual([[8, ratio(2)]])
    expect(only(events, 'log').map(({ entry }) => entry.message)).toContain(
      'Changed after step 8: D steps for one of G 1 → 2.',
    )
  })

  it('is changed while it is paused; what was planned for later gives way', async () => {
    const folder = temporaryFolder()
    const made: Promise<RunChange[]>[] = []
    const events = await recordRun(
      tinyRequest(folder, {}, null, [{ step: 12, change: ofG(0.5) }]),
      (event, control) => {
        if (event.type === 'steps' && event.batch.firstStep === 6) control.want('pause')
        if (event.type === 'paused') made.push(control.change([ofG(0.004)]), control.change([ofG(0.002)]))
        if (event.type === 'changed' && event.change.change.value === 0.002) control.want('run')
      },
      { clock: steadyClock(150) },
    )
    const step = only(events, 'changed')[0]?.change.step ?? 0
    expect(only(events, 'changed').map(({ change }) => [change.step, change.change.value])).toEqual([
      [step, 0.004],
      [step, 0.002],
    ])
    expect((await Promise.all(made)).map((changes) => changes.length)).toEqual([1, 1])
    const plain = await recordRun(tinyRequest(temporaryFolder()))
    expect(seriesOf(events, 'generatorLoss')).toEqual(seriesOf(plain, 'generatorLoss'))
  })

  it('refuses changes once it has ended', async () => {
    let left: Control | undefined
    await recordRun(tinyRequest(temporaryFolder()), (_, control) => {
      left = control
    })
    left?.close()
    await expect(left?.change([ofG(0.1)])).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('does not go on from a checkpoint of another course', async () => {
    const folder = temporaryFolder()
    await recordRun(tinyRequest(folder, {}, null, plan))
    const events = await recordRun(tinyRequest(folder, {}, 'step-0000016', plan.slice(1)))
    expect(events.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'WRONG_STATE' } })
  })
})
