import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../../src-main/trainer/checkpoint/store'
import type { Engine, PhaseMeasures } from '../../../../src-main/trainer/compute/engine'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { Control } from '../../../../src-main/trainer/session/control'
import { trainRun } from '../../../../src-main/trainer/session/run'
import type { AdversarialConfig } from '../../../../src-shared/runs/adversarial-config'
import { courseOf, recordRun, seriesOf, sessionTools } from '../../../support/recorded-run'
import { ManualClock, scriptedEngine } from '../../../support/scripted-engine'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyRequest } from '../../../support/tiny-run'

const never = { count: 4, cadence: { unit: 'epochs', every: 1000 } } as const
const stateAt40 = async (folder: string) =>
  (await loadCheckpoint(disk, join(folder, 'checkpoints', 'step-0000040'))).snapshot

describe('a step', () => {
  it('begins only after every message that came during the step before was heard', async () => {
    const { port1, port2 } = new MessageChannel()
    let [begun, heardAt] = [0, 0]
    const control = new Control()
    port1.on('message', () => {
      heardAt = begun
      control.want('pause')
    })
    const types: string[] = []
    await trainRun(
      tinyRequest(temporaryFolder()),
      sessionTools({
        // Its updates never leave the microtasks: only the session lets messages in.
        chooseEngine: async () =>
          scriptedEngine('reference', {
            onRun: (phase) => {
              if (phase === 'discriminator') begun++
              if (begun === 3 && phase === 'generator') port2.postMessage('pause')
            },
          }),
      }),
      control,
      (event) => {
        types.push(event.type)
        if (event.type !== 'paused') return
        expect([begun, heardAt]).toEqual([heardAt, heardAt])
        control.want('stop')
      },
    )
    port1.close()
    expect(types.slice(-2)).toEqual(['progress', 'stopped'])
    // Between threads a message may take a turn of the loop, but no second step begins before it is heard.
    expect(heardAt).toBeGreaterThanOrEqual(3)
    expect(heardAt).toBeLessThanOrEqual(4)
    expect(begun).toBe(heardAt)
  })
})

describe('measures that the engine tells late', () => {
  /** An engine that keeps its measures; `reads` counts how often it is asked for them. */
  function lateEngine(onRun: (updates: number) => Promise<void> | void = () => undefined) {
    const counts = { reads: 0 }
    const engine = engines.reference
    const late: Engine = {
      ...engine,
      async prepare(program, state, onPhase) {
        const executor = await engine.prepare(program, state, onPhase)
        let kept: PhaseMeasures[] = []
        let updates = 0
        return Object.assign(executor, {
          deferred: {
            run: async (phase: string, rate?: number) => {
              await onRun(++updates)
              kept.push(await executor.run(phase, rate))
            },
            collect: async () => {
              counts.reads++
              const told = kept
              kept = []
              return told
            },
          },
        })
      },
    }
    return { engine: late, counts }
  }

  it('are recorded step by step as if they had been told at once, and read seldom', async () => {
    const [early, late] = [temporaryFolder(), temporaryFolder()]
    const config = {
      discriminatorSteps: 2,
      duration: { unit: 'steps', count: 40 },
    } satisfies Partial<AdversarialConfig>
    const expected = await recordRun(tinyRequest(early, config))
    const { engine, counts } = lateEngine()
    const clock = new ManualClock()
    const events = await recordRun(tinyRequest(late, config), undefined, { chooseEngine: async () => engine, clock })
    expect(events.at(-1)?.type).toBe('completed')
    expect(courseOf(events)).toEqual(courseOf(expected))
    expect(await stateAt40(late)).toEqual(await stateAt40(early))
    // With a clock that stands still they are read for epochs (3 steps), samples (5) and checkpoints (4) alone.
    expect(counts.reads).toBeLessThan(30)
  })

  it('end a run that diverged at the step where it did, and say when it was noticed', async () => {
    const config = { samples: never, checkpoints: { cadence: never.cadence, keep: 1 } }
    const { engine } = lateEngine()
    const poisoned: Engine = {
      ...engine,
      async prepare(program, state, onPhase) {
        const executor = await engine.prepare(program, state, onPhase)
        const collect = executor.deferred?.collect
        if (executor.deferred === undefined || collect === undefined) throw new Error('it is not late')
        let told = 0
        return Object.assign(executor, {
          deferred: {
            ...executor.deferred,
            collect: async () =>
              (await collect()).map((measures) => (++told === 5 ? { ...measures, loss: Number.NaN } : measures)),
          },
        })
      },
    }
    const clock = new ManualClock()
    const events = await recordRun(tinyRequest(temporaryFolder(), config), undefined, {
      chooseEngine: async () => poisoned,
      clock,
    })
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      failure: {
        code: 'DIVERGED',
        message:
          'The run diverged at step 3: discriminatorLoss became NaN. It was noticed after step 6, when the device was asked for its measures.',
      },
    })
    expect([...seriesOf(events, 'generatorLoss').keys()]).toEqual([1, 2])
  })
})
