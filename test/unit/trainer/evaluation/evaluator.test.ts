import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { EvaluateRequest } from '@shared/contract/trainer'
import type { EvaluationEvent, MeasuredValue } from '@shared/measures/measured-value'
import { stream } from '@shared/random/generator'
import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core'
import { onnx } from 'onnx-proto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compilerOf, fullOptimisation } from '../../../../src-main/trainer/compute/compiler/compile'
import { chooseEngine, engines } from '../../../../src-main/trainer/compute/engines/registry'
import { Evaluator } from '../../../../src-main/trainer/evaluation/evaluator'
import { disk } from '../../../../src-main/trainer/files/disk'
import { Generators } from '../../../../src-main/trainer/latent/generators'
import { recordRun } from '../../../support/recorded-run'
import { tinyRequest } from '../../../support/tiny-run'

const COUNT = 160
const image = { height: 4, width: 4, channels: 1 } as const

/** Images of two classes: bright above, or bright below. */
function twoClasses(folder: string): Pick<EvaluateRequest, 'images'> & { readonly labels: string } {
  const noise = stream(3, 'two-classes')
  const labels = Uint8Array.from({ length: COUNT }, (_, i) => i % 2)
  const pixels = Uint8Array.from({ length: COUNT * 16 }, (_, i) => {
    const above = i % 16 < 8
    return (above === (labels[i >> 4] === 0) ? 180 : 10) + noise.below(60)
  })
  writeFileSync(join(folder, 'two.pixels'), pixels)
  writeFileSync(join(folder, 'two.labels'), labels)
  return { images: { file: join(folder, 'two.pixels'), count: COUNT, image }, labels: join(folder, 'two.labels') }
}

let base: EvaluateRequest
let checkpoints: string
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gan-studio-test-'))
  await recordRun(tinyRequest(folder, { engine: 'compiled-cpu', duration: { unit: 'steps', count: 8 } }))
  checkpoints = join(folder, 'checkpoints')
  const { images, labels } = twoClasses(folder)
  base = {
    checkpoint: join(checkpoints, readdirSync(checkpoints).sort().at(-1) ?? ''),
    dataset: { id: 'two', split: 'train' },
    images: { ...images, labels: { file: labels, classes: 2 } },
    measures: ['fid', 'kid', 'prdc', 'swd'],
    features: {
      kind: 'studio',
      title: 'Two',
      file: join(folder, 'features', 'train.safetensors'),
      checksum: 'abc',
    },
    samples: 1000,
    seed: 5,
  }
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const evaluator = () => {
  const generators = new Generators(disk, chooseEngine)
  return new Evaluator({
    disk,
    now: () => 1,
    giveWay: () => undefined,
    engine: async () => engines['compiled-cpu'],
    load: (checkpoint) => generators.load(checkpoint, { batch: 64 }),
  })
}

async function eventsOf(request: EvaluateRequest, by = evaluator(), signal?: AbortSignal): Promise<EvaluationEvent[]> {
  const events: EvaluationEvent[] = []
  for await (const event of by.evaluate(request, signal)) events.push(event)
  return events
}

const valuesOf = (events: readonly EvaluationEvent[]): MeasuredValue[] =>
  events.flatMap((event) => (event.type === 'measured' ? [event.measured] : []))

describe('with the studio’s features', () => {
  test('every quantity comes with its network, count, split and seed, twice the same', async () => {
    const first = valuesOf(await eventsOf(base))
    expect(first.map(({ quantity }) => quantity)).toEqual([
      'fid',
      'kid',
      'precision',
      'recall',
      'density',
      'coverage',
      'swd',
    ])
    for (const { value, features, samples, split, seed, step, quantity } of first) {
      expect(Number.isFinite(value)).toBe(true)
      expect({ samples, split, seed, step }).toEqual({ samples: COUNT, split: 'train', seed: 5, step: 8 })
      expect(features === null).toBe(quantity === 'swd')
    }
    const network = first[0]?.features
    expect(network).toMatchObject({ kind: 'classes', size: 64, title: 'classes of Two' })
    expect(network?.accuracy).toBeGreaterThan(0.95)
    const [again, file] = [valuesOf(await eventsOf(base)), readFileSync(join(folder, 'features', 'train.safetensors'))]
    expect(again).toEqual(first)
    // A network that was made anew from the same images is the same to the bit.
    const elsewhere = { ...base.features, file: join(folder, 'features', 'again.safetensors') }
    await eventsOf({ ...base, measures: ['kid'], features: elsewhere })
    expect(readFileSync(elsewhere.file).equals(file)).toBe(true)
  })

  test('a network of other images is made anew', async () => {
    const [before] = valuesOf(await eventsOf({ ...base, measures: ['kid'] }))
    const features = { ...base.features, checksum: 'other' }
    const events = await eventsOf({ ...base, measures: ['kid'], features })
    expect(events.some((event) => event.type === 'progress' && event.phase === 'Training the feature network')).toBe(
      true,
    )
    expect(valuesOf(events)[0]?.features?.id).toBe(before?.features?.id)
  })

  test('without labels the network learns how images are turned', async () => {
    const file = join(folder, 'features', 'turns.safetensors')
    const { labels: _, ...images } = base.images
    const features = { ...base.features, kind: 'studio' as const, title: 'Two', checksum: 'abc', file }
    const [value] = valuesOf(await eventsOf({ ...base, images, measures: ['kid'], features }))
    expect(value?.features).toMatchObject({ kind: 'turns', title: 'turned images of Two' })
    // Bright above turned by a half is bright below: two of the four ways can be told at best.
    expect(value?.features?.accuracy).toBeGreaterThan(0.35)
  })
})

test('too few samples are a reason, and other measures go on', async () => {
  const events = await eventsOf({ ...base, samples: 30 })
  expect(events.flatMap((event) => (event.type === 'failed' ? [[event.measure, event.failure.code]] : []))).toEqual([
    ['fid', 'TOO_FEW_SAMPLES'],
  ])
  expect(valuesOf(events).map(({ quantity, samples }) => [quantity, samples])).toContainEqual(['kid', 30])
})

test('an evaluation that is cancelled ends', async () => {
  const controller = new AbortController()
  controller.abort(new Error('cancelled'))
  await expect(eventsOf(base, evaluator(), controller.signal)).rejects.toThrow('cancelled')
})

test('a missing checkpoint is named', async () => {
  const checkpoint = join(checkpoints, 'step-0000099')
  await expect(eventsOf({ ...base, checkpoint })).rejects.toMatchObject({ code: 'UNKNOWN_CHECKPOINT' })
})

/** An ONNX file of a network that takes [batch, 3, 6, 6] and answers with some of its pixels. */
async function ownNetwork(outputs: (x: Tensor) => Tensor, shape: readonly number[], count: number): Promise<string> {
  const inference = {
    name: 'own',
    feeds: [{ name: 'x', shape: [8, 3, 6, 6], type: 'float32' as const }],
    output: shape,
    compute: (_state: unknown, feeds: Readonly<Record<string, Tensor>>) => {
      const { x } = feeds
      if (x === undefined) throw new Error('no input')
      return outputs(x)
    },
  }
  const { model } = await compilerOf({ ...fullOptimisation, passes: [] }).inference(inference, [])
  const file = join(folder, `own-${count}.onnx`)
  writeFileSync(file, model)
  return file
}

describe('with a person’s own network', () => {
  const corner = (x: Tensor) => concat([slice(x, [0, 0, 0, 0], [8, 3, 1, 1]), slice(x, [0, 0, 5, 5], [8, 3, 1, 1])], 1)

  test('images are brought to its size, channels, range and layout', async () => {
    const file = await ownNetwork((x) => reshape(corner(x), [8, 6]), [8, 6], 1)
    const features = { kind: 'own', file, range: 'signed' } as const
    const [value] = valuesOf(await eventsOf({ ...base, measures: ['fid'], features }))
    expect(value?.features).toMatchObject({ kind: 'own', size: 6, title: 'own-1.onnx', accuracy: null })
    expect(value?.value).toBeGreaterThan(0)
    const other = valuesOf(await eventsOf({ ...base, measures: ['fid'], features: { ...features, range: 'unit' } }))
    expect(other[0]?.features?.id).not.toBe(value?.features?.id)
    // [−1, 1] is twice as wide as [0, 1]: squared distances are four times as large.
    expect((value?.value ?? 0) / (other[0]?.value ?? 1)).toBeCloseTo(4, 3)
  })

  test('one whose output is no row of features is refused, as is a file that is none', async () => {
    const file = await ownNetwork((x) => slice(x, [0, 0, 0, 0], [8, 3, 2, 2]), [8, 3, 2, 2], 2)
    const wanted = { ...base, measures: ['fid'] as EvaluateRequest['measures'] }
    const refusal = { code: 'INVALID_INPUT' }
    const shaped = { ...refusal, message: expect.stringContaining('first output') }
    await expect(eventsOf({ ...wanted, features: { kind: 'own', file, range: 'unit' } })).rejects.toMatchObject(shaped)
    writeFileSync(join(folder, 'none.onnx'), 'not a network')
    const none = { kind: 'own', file: join(folder, 'none.onnx'), range: 'unit' } as const
    await expect(eventsOf({ ...wanted, features: none })).rejects.toMatchObject(refusal)
    const missing = { kind: 'own', file: join(folder, 'missing.onnx'), range: 'unit' } as const
    await expect(eventsOf({ ...wanted, features: missing })).rejects.toMatchObject(refusal)
  })

  test.each([
    ['an absolute path', (secret: string) => secret],
    ['a path out of the folder', (secret: string) => relative(process.cwd(), secret)],
    ['a file beside it', () => 'package.json'],
  ])('weights that lie at %s are not read', async (_, place) => {
    const secret = join(folder, 'secret.bin')
    writeFileSync(secret, new Float32Array(108).fill(1))
    const shape = { dim: [8, 3, 6, 6].map((dimValue) => ({ dimValue })) }
    const type = { tensorType: { elemType: 1, shape } }
    const externalData = Object.entries({ location: place(secret), offset: '0', length: '432' })
    const weights = {
      name: 'w',
      dims: [3, 6, 6],
      dataType: 1,
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: externalData.map(([key, value]) => ({ key, value })),
    }
    const graph = {
      name: 'g',
      node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'] }],
      initializer: [weights],
      input: [{ name: 'x', type }],
      output: [{ name: 'y', type }],
    }
    const file = join(folder, 'external.onnx')
    writeFileSync(
      file,
      onnx.ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph }).finish(),
    )
    const features = { kind: 'own', file, range: 'unit' } as const
    await expect(eventsOf({ ...base, measures: ['fid'], features })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('weights are in other files'),
    })
  })
})
