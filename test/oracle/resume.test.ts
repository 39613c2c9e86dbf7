import type { EngineId } from '@shared/compute/engine'
import { expect, test } from 'vitest'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { recordRun, seriesOf } from '../support/recorded-run'
import { temporaryFolder } from '../support/temporary-folder'
import { tinyRequest } from '../support/tiny-run'
import { usableEngines } from '../support/usable-engines'

const RESUMED = 100
const STEPS = 120

const trains = (engine: EngineId, folder: string, checkpoint: string | null = null) =>
  recordRun(
    tinyRequest(
      folder,
      {
        engine: 'auto',
        duration: { unit: 'steps', count: STEPS },
        checkpoints: { cadence: { unit: 'steps', every: RESUMED }, keep: 2 },
      },
      checkpoint,
    ),
    undefined,
    { chooseEngine: async () => engines[engine] },
  )

const others = usableEngines.filter((id) => id === 'tensorflow' || id === 'reference')

test.each(others.flatMap((other) => [['compiled-cpu', other] as const, [other, 'compiled-cpu'] as const]))(
  'a run of %s goes on with the same losses on %s',
  async (first, second) => {
    const folder = temporaryFolder()
    const whole = await trains(first, folder)
    const resumed = await trains(second, folder, `step-${String(RESUMED).padStart(7, '0')}`)
    expect(resumed.at(-1)?.type).toBe('completed')
    expect(resumed.find(({ type }) => type === 'started')).toMatchObject({ engine: second })
    for (const name of ['discriminatorLoss', 'generatorLoss'] as const) {
      const [expected, found] = [seriesOf(whole, name), seriesOf(resumed, name)]
      expect([...found.keys()]).toEqual(Array.from({ length: STEPS - RESUMED }, (_, i) => RESUMED + 1 + i))
      for (const [step, loss] of found) {
        const was = expected.get(step) ?? Number.NaN
        expect(Math.abs((loss ?? Number.NaN) - was), `${name} of step ${step}`).toBeLessThan(1e-3 * Math.abs(was))
      }
    }
  },
)
