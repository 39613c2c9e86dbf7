import { join } from 'node:path'
import { configProblems } from '@shared/runs/config'
import { describe, expect, it } from 'vitest'
import { engines } from '../../../../src-main/trainer/compute/engines/registry'
import { disk } from '../../../../src-main/trainer/files/disk'
import { fillNoise } from '../../../../src-main/trainer/noise'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import { buildProgram, initialRunState } from '../../../../src-main/trainer/program/build'
import { attack } from '../../../../src-main/trainer/session/attacks'
import type { ClassifierConfig } from '../../../../src-shared/runs/classifier-config'
import { pickArray, relativeDistance } from '../../../support/eager'
import { courseOf, recordRun } from '../../../support/recorded-run'
import { slopesOf } from '../../../support/slopes'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyClassifier, tinyLabelledImages } from '../../../support/tiny-classifier'
import { tinyRequest } from '../../../support/tiny-run'

const withAttack = (change: Partial<ClassifierConfig['attack']>): ClassifierConfig => ({
  ...tinyClassifier,
  attack: { ...tinyClassifier.attack, ...change },
})

async function prepared(config: ClassifierConfig) {
  const program = buildProgram(config)
  const executor = await engines.reference.prepare(program, initialRunState(config))
  const [phase] = program.phases
  if (phase === undefined) throw new Error('no phase')
  const feeds = pickArray(executor.feeds, phase.name)
  fillNoise(phase, feeds, { seed: 5, update: 0 })
  for (const [i] of pickArray(feeds, 'real').entries()) pickArray(feeds, 'real')[i] = (i * 37) % 256
  const labels = pickArray(feeds, 'labels/real')
  labels.fill(0)
  for (let row = 0; row < config.batchSize; row++) labels[row * 3 + ((row * 2) % 3)] = 1
  return { executor, phase, feeds }
}

/** The logits of the tiny network, anew: flatten, dense, tanh, dense. */
function logitsOf(state: Readonly<Record<string, Float32Array>>, image: ArrayLike<number>): number[] {
  const layer = (name: string, input: readonly number[], units: number) => {
    const [kernel, bias] = [state[`classifier/${name}/kernel`] ?? [], state[`classifier/${name}/bias`] ?? []]
    return Array.from({ length: units }, (_, j) =>
      input.reduce((sum, x, i) => sum + x * (kernel[i * units + j] ?? Number.NaN), bias[j] ?? Number.NaN),
    )
  }
  return layer('l4', layer('l2', Array.from(image), 8).map(Math.tanh), 3)
}

/** −log of the probability of a class, with the image's loss for slopes. */
const lossOf = (logits: readonly number[], label: number): number =>
  Math.log(logits.reduce((sum, l) => sum + Math.exp(l), 0)) - (logits[label] ?? Number.NaN)

describe('a classifier', () => {
  it('has the slopes of numerical differences', async () => {
    const { executor, phase } = await prepared(withAttack({ share: 0 }))
    const { exact, numerical } = await slopesOf(executor, phase, 2e-3)
    expect(relativeDistance(exact, numerical)).toBeLessThan(5e-3)
    executor.dispose()
  })

  it('attacks each pixel by ε in the direction in which the loss rises, and stays in the range of images', async () => {
    const config = withAttack({ epsilon: 0.3 })
    const { executor } = await prepared(config)
    const bytes = Uint8Array.from({ length: config.samples.count * 16 }, (_, i) => (i * 53) % 256)
    const labels = Uint32Array.from({ length: config.samples.count }, (_, i) => i % 3)
    const { images, clean, attacked } = await attack(executor, 3, { bytes, labels })
    const { state } = await executor.snapshot()
    for (const [i, label] of labels.entries()) {
      const before = Array.from(bytes.subarray(i * 16, (i + 1) * 16), (byte) => byte / 127.5 - 1)
      const after = images.subarray(i * 16, (i + 1) * 16)
      const slope = before.map((x, at) => {
        const moved = (by: number) => lossOf(logitsOf(state, before.with(at, x + by)), label)
        return moved(1e-4) - moved(-1e-4)
      })
      for (const [at, x] of before.entries()) {
        const wanted = Math.min(1, Math.max(-1, x + 0.6 * Math.sign(slope[at] ?? 0)))
        expect(after[at]).toBeCloseTo(wanted, 5)
      }
      expect(lossOf(logitsOf(state, after), label)).toBeGreaterThan(lossOf(logitsOf(state, before), label))
      const largest = (values: readonly number[]) => values.indexOf(Math.max(...values))
      expect([clean[i], attacked[i]]).toEqual([largest(logitsOf(state, before)), largest(logitsOf(state, after))])
    }
    executor.dispose()
  })

  it('mixes the losses by the share, and takes the attack for given', async () => {
    const measures = async (share: number) => {
      const { executor, phase } = await prepared(withAttack({ share }))
      const found = await executor.gradients(phase.name)
      executor.dispose()
      return found
    }
    const [half, all] = [await measures(0.5), await measures(1)]
    const [clean, misled] = [half.measures['classifierLoss'] ?? 0, half.measures['attackedLoss'] ?? 0]
    expect(half.measures['loss']).toBeCloseTo((clean + misled) / 2, 5)
    expect(all.measures['loss']).toBeCloseTo(misled, 5)
    expect(misled).toBeGreaterThan(clean)
  })

  it('learns; accuracy is measured on held-out images against ε, and the picture has three images of each', async () => {
    const folder = temporaryFolder()
    const images = tinyLabelledImages(folder)
    const config: ClassifierConfig = { ...tinyClassifier, duration: { unit: 'steps', count: 60 } }
    const train = (to: string) => recordRun({ ...tinyRequest(to), config, images, heldOut: images })
    const events = await train(folder)
    expect(events.at(-1)?.type).toBe('completed')
    const measured = events.flatMap((event) => (event.type === 'robustness' ? [event.result] : []))
    expect(measured.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60])
    const last = measured.at(-1)
    expect(last).toMatchObject({ images: 50, points: [{ epsilon: 0 }, { epsilon: 0.1 }, { epsilon: 0.4 }] })
    const [plain = 0, weak = 0, strong = 0] = last?.points.map(({ accuracy }) => accuracy) ?? []
    expect(plain).toBe(1)
    expect(plain).toBeGreaterThanOrEqual(weak)
    expect(weak).toBeGreaterThan(strong)
    // Fifty of a hundred places in a batch are images; each of them counts once.
    expect((strong * 50) % 1).toBeCloseTo(0, 9)
    expect(last?.examples).toHaveLength(config.samples.count)
    const picture = await decodePng(await disk.read(join(folder, 'samples/step-0000060.png')), 'picture')
    // Four images in four columns, each above what is added and the attacked image.
    expect([picture.width, picture.height]).toEqual([1 + 4 * 5, 1 + 3 * 5])
    expect(courseOf(await train(temporaryFolder()))).toEqual(courseOf(events))
  })

  it('is not measured on what it trains on, and does not end with an activation', () => {
    const paths = (config: ClassifierConfig) => configProblems(config).map(({ path }) => path)
    expect(paths(tinyClassifier)).toEqual([])
    expect(paths({ ...tinyClassifier, heldOut: 'train' })).toEqual(['heldOut'])
    const { architecture } = tinyClassifier
    const classifier = { ...architecture.networks.classifier, output: 'l3' }
    expect(paths({ ...tinyClassifier, architecture: { ...architecture, networks: { classifier } } })).toEqual(
      expect.arrayContaining(['architecture.networks.classifier.layers.l3']),
    )
  })
})
