import { latentOfPoint, parsePoint } from '@shared/latent/point'
import { describe, expect, it, onTestFinished } from 'vitest'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { toBytes } from '../../../../src-main/trainer/evaluation/images'
import { initialWeights, networkPlan } from '../../../../src-main/trainer/evaluation/studio-network'
import { LoadedGenerator } from '../../../../src-main/trainer/latent/generator'
import { invert, rateAt, type Target } from '../../../../src-main/trainer/latent/inversion'
import type { ComparedFeatures } from '../../../../src-main/trainer/latent/inversion-program'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import type { EngineId } from '../../../../src-shared/compute/engine'
import { defaultInversion, type InversionEvent } from '../../../../src-shared/latent/inversion'
import { latentOf } from '../../../../src-shared/latent/vectors'
import type { AdversarialConfig } from '../../../../src-shared/runs/adversarial-config'
import type { RunConfig } from '../../../../src-shared/runs/config'
import { adversarialConfig } from '../../../support/adversarial'
import { narrow } from '../../../support/narrow'
import { chain, dense, layer, reshape } from '../../../support/networks'
import { presetConfig } from '../../../support/studio-records'
import { tinyAutoencoder } from '../../../support/tiny-autoencoder'
import { tinyConfig } from '../../../support/tiny-run'
import { untrained } from '../../../support/untrained'

function generatorOf(config: RunConfig, engine: EngineId = 'compiled-cpu'): LoadedGenerator {
  const generator = new LoadedGenerator(untrained(config), config, engines[engine])
  onTestFinished(() => generator.close())
  return generator
}

const settings = { ...defaultInversion, restarts: 4, steps: 200 }

async function found(generator: LoadedGenerator, target: Target, signal?: AbortSignal) {
  const events: InversionEvent[] = []
  await invert(generator, target, (event) => events.push(event), signal)
  const last = events.at(-1)
  if (last?.type !== 'found') throw new Error('nothing was found')
  const point = parsePoint(last.latent)
  const latent = point && latentOfPoint(point, generator.latent)
  if (!latent) throw new Error('the latent cannot be read')
  return { events, last, latent }
}

const withPrior = (prior: 'normal' | 'uniform'): AdversarialConfig => ({
  ...tinyConfig,
  architecture: { ...tinyConfig.architecture, latent: { size: 3, prior } },
})

const apart = (a: Float32Array, b: Float32Array) => Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)))

describe('an inversion', () => {
  it.each([
    ['compiled-cpu', 'normal'],
    ['compiled-cpu', 'uniform'],
    ['reference', 'normal'],
  ] as const)('on %s finds the latent of a generated image again, prior %s', async (engine, prior) => {
    const config = withPrior(prior)
    const generator = generatorOf(config, engine)
    const own = latentOf(5, config.architecture.latent)
    const bytes = toBytes(await generator.draw(own))
    const { last, latent, events } = await found(generator, { bytes, settings })
    expect(last.before).toBeGreaterThan(1)
    expect(last.error).toBeLessThan(0.7)
    expect(apart(latent, own)).toBeLessThan(0.05)
    expect(last).toMatchObject({ step: 200, steps: 200, compared: 'pixels', label: null, encoded: false })
    expect(last.errors).toHaveLength(4)
    // What it told on the way only gets better, and its picture is that of the latent.
    const told = events.flatMap((event) => (event.type === 'progress' ? [event.error] : []))
    expect(told).toEqual([...told].sort((a, b) => b - a))
    const drawn = await decodePng(Buffer.from(last.picture.split(',')[1] ?? '', 'base64'), 'picture')
    expect([...drawn.pixels].filter((_, i) => i % 4 === 0)).toEqual([...toBytes(await generator.draw(latent))])
  })

  it.each(['normal', 'uniform'] as const)('stays where a %s prior has its mass, whatever is wanted', async (prior) => {
    const generator = generatorOf(withPrior(prior))
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => (i % 2) * 255)
    const { latent } = await found(generator, { bytes, settings })
    if (prior === 'uniform') expect(Math.max(...latent.map(Math.abs))).toBeLessThanOrEqual(1)
    // Three deviations of |z|² from its mean, and what the penalty cannot hold.
    else
      expect(latent.reduce((sum, value) => sum + value * value, 0) / 3).toBeLessThan(1.3 * (1 + 3 * Math.sqrt(2 / 3)))
  })

  it('compares features too where there is a network', async () => {
    const generator = generatorOf(withPrior('normal'))
    const own = latentOf(8, generator.latent)
    const bytes = toBytes(await generator.draw(own))
    const plan = networkPlan(generator.image, 3)
    const features: ComparedFeatures = { plan, weights: initialWeights(plan, 2), weight: 0.5 }
    const { last, latent } = await found(generator, { bytes, settings, features })
    expect(last.compared).toBe('pixels and features')
    expect(apart(latent, own)).toBeLessThan(0.05)
  })

  it('finds the class of a conditional generator’s image, or keeps to the one that is given', async () => {
    const { architecture, objective } = adversarialConfig(presetConfig('cgan'))
    const small = narrow(architecture, 16)
    const generator = generatorOf({ ...tinyConfig, architecture: small, objective })
    const bytes = toBytes(await generator.draw(latentOf(3, small.latent), 7))
    const quick = { ...settings, steps: 120 }
    const { last, latent } = await found(generator, { bytes, settings: { ...quick, label: 7 } })
    expect(last.label).toBe(7)
    expect(last.error).toBeLessThan(last.before / 2)
    expect(toBytes(await generator.draw(latent, 7))).toHaveLength(784)
    const free = await found(generator, { bytes, settings: { ...quick, steps: 0 } })
    expect(free.last.label).toBeGreaterThanOrEqual(0)
    expect(free.last.error).toBe(free.last.before)
  })

  it('takes what an encoder says, or seeks on from it', async () => {
    // An encoder and a decoder that undo each other up to the sign of the tangent hyperbolic.
    const config = {
      ...tinyAutoencoder,
      architecture: {
        ...tinyAutoencoder.architecture,
        networks: {
          encoder: chain(layer.image, layer.flatten, dense(3)),
          decoder: chain(layer.latent, dense(16), layer.tanh, reshape(4, 4, 1)),
        },
      },
    }
    const generator = generatorOf(config)
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => i * 16)
    const code = await generator.encode(bytes)
    const values = Float32Array.from(bytes, (byte) => byte / 127.5 - 1)
    const { state } = generator.network(1)
    expect(Object.keys(state).every((name) => name.startsWith('decoder/'))).toBe(true)
    const kernel = untrained(config).snapshot.state['encoder/l2/kernel'] ?? new Float32Array()
    const bias = untrained(config).snapshot.state['encoder/l2/bias'] ?? new Float32Array()
    for (const [k, number] of code.entries()) {
      const sum = values.reduce((total, value, i) => total + value * (kernel[i * 3 + k] ?? 0), bias[k] ?? 0)
      expect(number).toBeCloseTo(sum, 5)
    }
    const encoded = await found(generator, { bytes, settings: { ...settings, encode: true } })
    expect(encoded.latent).toEqual(code)
    expect(encoded.last).toMatchObject({ steps: 0, encoded: true, error: encoded.last.before })
    const sought = await found(generator, { bytes: toBytes(await generator.draw(code)), settings })
    expect(sought.last.error).toBeLessThan(1)
  })

  it('cannot encode without an encoder', async () => {
    const bytes = new Uint8Array(16)
    const work = found(generatorOf(tinyConfig), { bytes, settings: { ...settings, encode: true } })
    await expect(work).rejects.toMatchObject({ code: 'WRONG_STATE' })
  })

  it('ends at once where it is cancelled', async () => {
    const generator = generatorOf(withPrior('normal'))
    const bytes = toBytes(await generator.draw(latentOf(1, generator.latent)))
    const abort = new AbortController()
    let steps = 0
    const work = invert(
      generator,
      { bytes, settings },
      (event) => {
        if (event.type !== 'progress') return
        steps = event.step
        abort.abort(new Error('enough'))
      },
      abort.signal,
    )
    await expect(work).rejects.toThrow('enough')
    expect(steps).toBe(4)
  })

  it('has a learning rate that grows, stays and falls to nothing', () => {
    const rates = Array.from({ length: 100 }, (_, step) => rateAt(step, 100))
    expect(rates[0]).toBeCloseTo(0.02)
    expect(rates.slice(5, 74)).toEqual(Array.from({ length: 69 }, () => 0.1))
    expect(rates.slice(75)).toEqual([...rates.slice(75)].sort((a, b) => b - a))
    expect(rates.at(-1)).toBeCloseTo(0)
  })
})

describe('weights', () => {
  const averaging: AdversarialConfig = { ...tinyConfig, generatorAverage: { decay: 0.9, samples: false } }

  it('are those that the run samples with, or the others', async () => {
    const content = untrained(averaging)
    const state = { ...content.snapshot.state }
    for (const [name, values] of Object.entries(state)) {
      if (name.startsWith('average/')) state[name] = values.map((value) => value / 2)
    }
    const halved = { ...content, snapshot: { ...content.snapshot, state } }
    const draw = async (weights: 'averaged' | 'trained' | null, config = averaging) => {
      const generator = new LoadedGenerator(halved, config, engines.reference, { weights })
      onTestFinished(() => generator.close())
      return { used: generator.weights, values: await generator.draw(latentOf(0, generator.latent)) }
    }
    const [averaged, trained, own] = [await draw('averaged'), await draw('trained'), await draw(null)]
    expect([averaged.used, trained.used, own.used]).toEqual(['averaged', 'trained', 'trained'])
    expect(own.values).toEqual(trained.values)
    expect(averaged.values).not.toEqual(trained.values)
    const sampling = await draw(null, { ...averaging, generatorAverage: { decay: 0.9, samples: true } })
    expect(sampling).toEqual(averaged)
  })

  it('cannot be an average that the run does not keep', () => {
    const content = untrained(tinyConfig)
    expect(() => new LoadedGenerator(content, tinyConfig, engines.reference, { weights: 'averaged' })).toThrow(
      expect.objectContaining({ code: 'WRONG_STATE' }),
    )
  })
})
