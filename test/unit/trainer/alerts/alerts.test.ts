import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Alert } from '@shared/alerts/alert'
import { classesOf } from '@shared/architecture/spec'
import type { TrainRequest } from '@shared/contract/trainer'
import { stream } from '@shared/random/generator'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { pinFileNames } from '@shared/runs/files'
import { describe, expect, test } from 'vitest'
import { resourcesFolder } from '../../../../src-main/resources'
import { modeCollapse } from '../../../../src-main/trainer/alerts/detectors'
import { Hysteresis } from '../../../../src-main/trainer/alerts/hysteresis'
import { spreadOf } from '../../../../src-main/trainer/alerts/spread'
import { checkpointName, checkpointsFolder } from '../../../../src-main/trainer/checkpoint/store'
import { adversarialConfig } from '../../../support/adversarial'
import { discs } from '../../../support/discs'
import { narrow } from '../../../support/narrow'
import { recordRun } from '../../../support/recorded-run'
import { smallPresets } from '../../../support/small-presets'
import { presetConfig } from '../../../support/studio-records'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyConfig, tinyRequest } from '../../../support/tiny-run'

const steps = (count: number) => ({ unit: 'steps', count }) as const
const seldom = { unit: 'steps', every: 100_000 } as const

/** The alerts of a real run of the tiny networks. */
async function alertsOf(
  changes: Partial<AdversarialConfig>,
  request?: Partial<TrainRequest>,
  folder = temporaryFolder(),
): Promise<Alert[]> {
  const base = tinyRequest(folder, {
    engine: 'compiled-cpu',
    samples: { count: 16, cadence: seldom },
    checkpoints: { cadence: seldom, keep: 1 },
    ...changes,
  })
  const events = await recordRun({ ...base, ...request })
  return events.flatMap((event) => (event.type === 'alert' ? [event.alert] : []))
}

const kindsOf = (alerts: readonly Alert[]) => [...new Set(alerts.map(({ kind }) => kind))]

const adam = (learningRate: number) =>
  ({ type: 'adam', learningRate, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 }) as const

describe('a real run that goes wrong is told', () => {
  test('losses that run away: learning rates of 10', async () => {
    const optimisers = { generator: adam(10), discriminator: adam(10) }
    const alerts = await alertsOf({ optimisers, duration: steps(150) })
    expect(kindsOf(alerts)).toContain('divergence')
  })

  test('a number that is not finite: the run stops, and the tensor is named', async () => {
    const wild = { type: 'sgd', learningRate: 1e38, momentum: 0, nesterov: false } as const
    const alerts = await alertsOf({ optimisers: { generator: wild, discriminator: wild }, duration: steps(50) })
    const [alert] = alerts.filter(({ kind }) => kind === 'not-finite')
    expect(alert?.detail).toMatch(/(generator|discriminator)\/\w+\/\w+/)
    expect(alert?.step).toBeLessThan(50)
  })

  test('a discriminator far ahead of a generator that hardly moves', async () => {
    const optimisers = { generator: adam(1e-9), discriminator: adam(0.02) }
    const folder = temporaryFolder()
    const checkpoints = { cadence: { unit: 'steps', every: 60 }, keep: 1 } as const
    const alerts = await alertsOf({ optimisers, batchSize: 32, duration: steps(800), checkpoints }, {}, folder)
    expect(kindsOf(alerts)).toEqual(['saturated-discriminator'])
    const since = alerts[0]?.since ?? 0
    expect(since).toBeLessThan(500)
    // One checkpoint is kept, but for the last from before it: that stays to the end, although the alert came far later.
    const good = Math.floor((since - 1) / 60) * 60
    expect(good).toBeGreaterThan(0)
    expect(readdirSync(checkpointsFolder(folder)).sort()).toEqual([checkpointName(good), checkpointName(800)])
    expect(readdirSync(join(checkpointsFolder(folder), checkpointName(good)))).toContain(pinFileNames.alerts)
  })

  test('a generator with a dead output gets no gradient', async () => {
    const { generator, discriminator } = tinyConfig.architecture.networks
    const layers = generator.layers.map((node) => {
      if (node.name === 'pixels' && node.layer.type === 'dense') {
        return { ...node, layer: { ...node.layer, biasInitialiser: { type: 'constant' as const, value: -100 } } }
      }
      if (node.name === 'squash') {
        return { ...node, layer: { type: 'activation' as const, function: { name: 'relu' as const } } }
      }
      return node
    })
    const architecture = {
      ...tinyConfig.architecture,
      networks: { generator: { ...generator, layers }, discriminator },
    }
    const alerts = await alertsOf({ architecture, duration: steps(200) })
    expect(kindsOf(alerts)).toContain('vanishing-gradient')
    // It never had a gradient: no checkpoint is from before.
    expect(alerts[0]?.since).toBe(1)
  })

  test('a generator that falls on one image: nothing but that is rewarded', async () => {
    const folder = temporaryFolder()
    const noise = stream(4, 'two-looks')
    // Bright above or bright below; a discriminator that hardly moves, and a generator that runs where it points.
    const pixels = Uint8Array.from({ length: 60 * 16 }, (_, i) => {
      const above = i % 16 < 8
      return (above === (i >> 4) % 2 < 1 ? 200 : 20) + noise.below(20)
    })
    writeFileSync(join(folder, 'two.u8'), pixels)
    const images = { file: join(folder, 'two.u8'), count: 60, image: { height: 4, width: 4, channels: 1 } } as const
    const optimisers = { generator: adam(0.02), discriminator: adam(1e-9) }
    const alerts = await alertsOf(
      { optimisers, duration: steps(1250) },
      { images: { ...images, image: { ...images.image } } },
    )
    expect(kindsOf(alerts)).toEqual(['mode-collapse'])
  })
})

/** The presets with a discriminator: what is watched is the game of two networks. */
const presets = readdirSync(join(resourcesFolder(), 'presets'))
  .map((name) => name.replace(/\.json$/, ''))
  .filter((preset) => presetConfig(preset).family === 'adversarial')

// Every preset with its own settings, on narrower networks: three looks at gradients and samples, and every step's losses.
test.each(presets)(
  'a healthy run of %s raises none',
  async (preset) => {
    const folder = temporaryFolder()
    const healthy = adversarialConfig(presetConfig(preset))
    const architecture = narrow(healthy.architecture, healthy.architecture.image.height > 32 ? 64 : 32)
    const config: AdversarialConfig = {
      ...healthy,
      architecture,
      engine: 'compiled-cpu',
      // Few of the large images: it is the number of steps that tells.
      batchSize: architecture.image.height > 32 ? 2 : 4,
      discriminatorSteps: Math.min(2, healthy.discriminatorSteps),
      duration: steps(160),
      samples: { count: 16, cadence: seldom },
      checkpoints: { cadence: seldom, keep: 1 },
    }
    const events = await recordRun({ ...tinyRequest(folder), config, images: discs(folder, 200, architecture) })
    expect(events.at(-1)?.type).toBe('completed')
    expect(events.filter(({ type }) => type === 'alert')).toEqual([])
  },
  90_000,
)

// The other families, with their own settings on narrow networks and images.
test.each(smallPresets().filter(({ config }) => config.family !== 'adversarial'))(
  'a healthy run of $id raises none',
  async ({ config: healthy }) => {
    const folder = temporaryFolder()
    const { image } = healthy.architecture
    const classes = classesOf(healthy.architecture) ?? 2
    const config = {
      ...healthy,
      ...('heldOut' in healthy ? { heldOut: null } : {}),
      engine: 'compiled-cpu' as const,
      // Nothing but losses is watched here, and a divergence is told after twenty bad steps.
      duration: steps(60),
      samples: { count: 4, cadence: seldom },
      checkpoints: { cadence: seldom, keep: 1 },
    }
    const images = discs(folder, 200, { image, classes })
    const events = await recordRun({ ...tinyRequest(folder), config, images })
    expect(events.at(-1)?.type).toBe('completed')
    expect(events.filter(({ type }) => type === 'alert')).toEqual([])
  },
  90_000,
)

test('samples that become alike are told, and samples that always were are not yet', () => {
  const fallen = modeCollapse()
  const verdicts = [0.6, 0.5, 0.22, 0.15, 0.1, 0.3].map((diversity) => fallen.judge({ gradient: 1, diversity }))
  expect(verdicts).toEqual(['good', 'good', 'unclear', 'bad', 'bad', 'good'])
  const grey = modeCollapse()
  expect([0.01, 0.02, 0.02].map((diversity) => grey.judge({ gradient: 1, diversity }))).not.toContain('bad')
})

test('an alert takes a row of bad observations, and its end a row of good ones', () => {
  const watch = new Hysteresis({ bad: 3, good: 2 })
  const verdicts = ['bad', 'bad', 'good', 'bad', 'unclear', 'bad', 'bad', 'bad', 'good', 'bad', 'good', 'good'] as const
  const changes = verdicts.flatMap((verdict, step) => {
    const change = watch.see(verdict, step)
    return change === undefined ? [] : [{ step, ...change }]
  })
  expect(changes).toEqual([
    { step: 6, type: 'raised', since: 3 },
    { step: 11, type: 'cleared' },
  ])
})

test('the spread of rows is the root mean square distance of two of them', () => {
  expect(spreadOf([0, 0, 3, 4], 2)).toBeCloseTo(5, 12)
  expect(spreadOf([1, 1, 4], 3)).toBeCloseTo(Math.sqrt((0 + 9 + 9) / 3), 12)
  expect(spreadOf([2, 5, 2, 5, 2, 5], 3)).toBe(0)
})
