import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import type { Engine } from '../../../../src-main/trainer/compute/engine'
import { disk } from '../../../../src-main/trainer/files/disk'
import type { SessionTools } from '../../../../src-main/trainer/session/run'
import { fastestOf, timingText } from '../../../../src-main/trainer/session/timing'
import type { EngineWish } from '../../../../src-shared/compute/engine'
import { StudioError } from '../../../../src-shared/contract/errors'
import type { AdversarialConfig } from '../../../../src-shared/runs/adversarial-config'
import type { TrainerEvent } from '../../../../src-shared/runs/events'
import { courseOf, recordRun } from '../../../support/recorded-run'
import { deviceLost, ManualClock, scriptedEngine } from '../../../support/scripted-engine'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyRequest } from '../../../support/tiny-run'

const logOf = (events: readonly TrainerEvent[]) =>
  events.flatMap((event) => (event.type === 'log' ? [event.entry.message] : []))
const phasesOf = (events: readonly TrainerEvent[]) =>
  events.flatMap((event) => (event.type === 'preparing' ? [event.phase] : []))
const stateAt20 = async (folder: string) =>
  (await loadCheckpoint(disk, join(folder, 'checkpoints', 'step-0000020'))).snapshot

/** The tools of a session that knows these engines, the first of which is preferred. */
function toolsOf(engines: readonly [Engine, ...Engine[]], clock = new ManualClock()): Partial<SessionTools> {
  return {
    clock,
    usableEngines: async () => engines,
    chooseEngine: async (wanted: EngineWish) => {
      const engine = engines.find(({ id }) => id === wanted)
      if (engine !== undefined) return engine
      throw new StudioError('ENGINE_UNAVAILABLE', `No engine can be used here. ${wanted} is gone.`, {
        safe: '',
        next: '',
      })
    },
  }
}

/** An engine on which an update takes so many milliseconds; `calls` collects what is asked of it. */
function timedEngine(id: Engine['id'], clock: ManualClock, milliseconds: number, calls: string[] = []) {
  return scriptedEngine(id, {
    onPrepare: () => calls.push('prepare'),
    onRun: () => {
      calls.push('run')
      clock.advance(milliseconds)
    },
    onDispose: () => calls.push('dispose'),
  })
}

describe('auto', () => {
  it('takes the engine whose steps are fastest, says so with figures, and computes what that engine computes', async () => {
    const clock = new ManualClock()
    const [slow, fast] = [timedEngine('compiled-cpu', clock, 30), timedEngine('reference', clock, 4)]
    const [chosen, explicit] = [temporaryFolder(), temporaryFolder()]
    const events = await recordRun(tinyRequest(chosen, { engine: 'auto' }), undefined, toolsOf([slow, fast], clock))
    expect(events.at(-1)?.type).toBe('completed')
    expect(events.find(({ type }) => type === 'started')).toMatchObject({ engine: 'reference' })
    expect(phasesOf(events)).toContain('Timing a few steps on compiled-cpu')
    expect(logOf(events)[0]).toContain('chosen as the fastest (a step takes compiled-cpu 60 ms, reference 8.0 ms)')
    expect(courseOf(events)).toEqual(courseOf(await recordRun(tinyRequest(explicit))))
    expect(await stateAt20(chosen)).toEqual(await stateAt20(explicit))
  })

  it('does not time a single engine', async () => {
    const [clock, calls] = [new ManualClock(), [] as string[]]
    const only = timedEngine('reference', clock, 1, calls)
    const request = tinyRequest(temporaryFolder(), { engine: 'auto', duration: { unit: 'steps', count: 1 } })
    const events = await recordRun(request, undefined, toolsOf([only], clock))
    expect(calls).toEqual(['prepare', 'run', 'run', 'dispose'])
    expect(logOf(events)[0]).toContain('chosen as the only one that can be used here')
  })

  it('times few steps of a slow engine, gives every engine back, and tries no other once its time is over', async () => {
    const [clock, slow, next] = [new ManualClock(), [] as string[], [] as string[]]
    const engines = [
      timedEngine('compiled-cpu', clock, 15_000, slow),
      timedEngine('reference', clock, 1, next),
    ] as const
    const request = tinyRequest(temporaryFolder(), { engine: 'auto', duration: { unit: 'steps', count: 1 } })
    const events = await recordRun(request, undefined, toolsOf(engines, clock))
    expect(slow.slice(0, 4)).toEqual(['prepare', 'run', 'run', 'dispose'])
    expect(next).toEqual([])
    expect(logOf(events)[0]).toContain('compiled-cpu 30000 ms, reference not tried for lack of time')
  })

  it('passes over an engine that fails, and fails where none is left', async () => {
    const broken = scriptedEngine('compiled-cpu', {
      onRun: () => {
        throw deviceLost()
      },
    })
    const good = scriptedEngine('reference', {})
    const request = tinyRequest(temporaryFolder(), { engine: 'auto' })
    const events = await recordRun(request, undefined, toolsOf([broken, good]))
    expect(events.at(-1)?.type).toBe('completed')
    expect(logOf(events)[0]).toContain('compiled-cpu failed: The device was lost, reference')
    const failed = await recordRun(
      tinyRequest(temporaryFolder(), { engine: 'auto' }),
      undefined,
      toolsOf([broken, broken]),
    )
    expect(failed.at(-1)).toMatchObject({ type: 'failed', failure: { code: 'ENGINE_UNAVAILABLE' } })
  })
})

describe('a resumed run', () => {
  const config = {
    engine: 'auto',
    checkpoints: { cadence: { unit: 'steps', every: 4 }, keep: 9 },
  } satisfies Partial<AdversarialConfig>
  const half = async (folder: string, tools: Partial<SessionTools>) =>
    recordRun(
      tinyRequest(folder, config),
      (event, control) => {
        if (event.type === 'checkpoint' && event.checkpoint.step === 8) control.want('abandon')
      },
      tools,
    )

  it('stays on the engine that auto chose, untimed, and moves to another that is asked for with its exact state', async () => {
    const clock = new ManualClock()
    const engines = [timedEngine('compiled-cpu', clock, 30), timedEngine('reference', clock, 4)] as const
    const [folder, whole] = [temporaryFolder(), temporaryFolder()]
    await half(folder, toolsOf(engines, clock))
    const request = tinyRequest(folder, config, 'step-0000008')
    const stayed = await recordRun(request, undefined, toolsOf(engines, clock))
    expect(stayed.find(({ type }) => type === 'started')).toMatchObject({ engine: 'reference' })
    expect(phasesOf(stayed).join()).not.toContain('Timing')
    expect(logOf(stayed)[0]).toContain('as before')

    await recordRun(tinyRequest(whole))
    const moved = await recordRun({ ...request, engine: 'compiled-cpu' }, undefined, toolsOf(engines, clock))
    expect(moved.find(({ type }) => type === 'started')).toMatchObject({ engine: 'compiled-cpu' })
    expect(logOf(moved)[0]).toContain('as asked for')
    expect(logOf(moved).join(' ')).toContain(
      'The run was on reference before. Weights and optimisers are carried over exactly',
    )
    // Both scripted engines compute as `reference`: what was carried over is all that the rest of the run depends on.
    expect(await stateAt20(folder)).toEqual(await stateAt20(whole))
  })

  it('goes on with the engine of its config where its own is gone, and says so', async () => {
    const clock = new ManualClock()
    const [slow, fast] = [timedEngine('compiled-cpu', clock, 30), timedEngine('reference', clock, 4)]
    const folder = temporaryFolder()
    await half(folder, toolsOf([slow, fast], clock))
    const request = tinyRequest(folder, config, 'step-0000008')
    const events = await recordRun(request, undefined, toolsOf([slow], clock))
    expect(events.find(({ type }) => type === 'started')).toMatchObject({ engine: 'compiled-cpu' })
    expect(logOf(events).join(' ')).toContain('The run cannot stay on reference.')
  })
})

describe('timings', () => {
  it('are told in milliseconds, and the fastest of none is none', () => {
    expect(timingText([{ type: 'timed', engine: 'compiled-cpu', milliseconds: 12.123 }])).toBe('compiled-cpu 12.1 ms')
    expect(fastestOf([{ type: 'failed', engine: 'compiled-cpu', reason: 'It is gone.' }])).toBeUndefined()
  })
})
