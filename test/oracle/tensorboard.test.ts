import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { tensorBoardFile } from '../../src-main/compare/export/tensorboard'
import { readEvents } from '../../src-main/tensorboard/read-events'
import { runRow } from '../support/run-rows'

const Place = z.object({ tag: z.string(), step: z.number(), wallTime: z.number() })
const Read = z.object({
  scalars: z.array(Place.extend({ value: z.number().nullable() })),
  texts: z.array(Place.extend({ text: z.string() })),
  images: z.array(Place.extend({ width: z.number(), height: z.number(), png: z.string() })),
  settings: z.object({ started: z.number(), values: z.record(z.string(), z.unknown()) }).nullable(),
  ended: z.object({ status: z.number(), at: z.number() }).nullable(),
})
const fixture = () =>
  z
    .object({ ours: Read, theirs: z.object({ file: z.string(), read: Read }) })
    .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'tensorboard/read.json'), 'utf8')))

const row = runRow({
  created: 1_700_000_000_000,
  step: 40,
  settings: { batchSize: 64, 'objective.type': 'wgan-gp', 'ema.on': true, gradientClipping: null },
})
const steps = Float64Array.from({ length: 40 }, (_, index) => index + 1)
const curves = [
  { run: row.id, name: 'generatorLoss', x: steps, y: steps.map((step) => Math.sin(step) / 3) },
  { run: row.id, name: 'realScore', x: steps, y: steps.map((step) => (step === 7 ? Number.NaN : 1 / step)) },
  { run: row.id, name: 'fid', x: Float64Array.of(20, 40), y: Float64Array.of(123.456, 78.9) },
]
/** A grey picture of 3 × 2 pixels. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNkMDJimHbiFwAGggK+LjRbnQAAAABJRU5ErkJggg==',
  'base64',
)
const config = { version: 3, batchSize: 64, name: 'größer' }
const secondsAt = (step: number) => step * 0.25

async function exported(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const image = { tag: 'samples', step: 20, read: () => Promise.resolve(png) }
  const gone = { tag: 'samples', step: 30, read: () => Promise.resolve(undefined) }
  for await (const piece of tensorBoardFile({ row, curves, images: [image, gone], config, secondsAt }))
    pieces.push(piece)
  return Buffer.concat(pieces)
}

test('the event file is the one that TensorBoard’s reader was given', async () => {
  const text = `${Buffer.from(await exported()).toString('base64')}\n`
  await expect(text).toMatchFileSnapshot('tensorboard/events.base64')
})

test('TensorBoard’s own reader finds every value, picture, text and setting as it was exported', () => {
  const { ours } = fixture()
  for (const { name, x, y } of curves) {
    const expected = Array.from(x, (step, index) => ({
      tag: name,
      step,
      wallTime: 1_700_000_000 + secondsAt(step),
      value: Number.isFinite(y[index]) ? Math.fround(y[index] ?? 0) : null,
    }))
    expect(ours.scalars.filter(({ tag }) => tag === name)).toEqual(expected)
  }
  expect(ours.scalars).toHaveLength(curves.reduce((total, { x }) => total + x.length, 0))
  expect(ours.images).toEqual([
    {
      tag: 'samples',
      step: 20,
      wallTime: 1_700_000_005,
      width: 3,
      height: 2,
      png: Buffer.from(png).toString('base64'),
    },
  ])
  expect(ours.texts).toHaveLength(1)
  expect(JSON.parse(ours.texts[0]?.text ?? '')).toEqual(config)
  expect(ours.settings).toEqual({
    started: 1_700_000_000,
    values: { batchSize: 64, 'objective.type': 'wgan-gp', 'ema.on': true },
  })
  expect(ours.ended).toEqual({ status: 1, at: 1_700_000_010 })
})

test('the studio reads an event file of TensorBoard’s own writer as its reader does', () => {
  const { file, read } = fixture().theirs
  const found = readEvents(Buffer.from(file, 'base64'))
  const byTag = (scalars: readonly { tag: string; step: number }[]) =>
    [...scalars].sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : a.step - b.step))
  expect(found.whole).toBe(true)
  expect(byTag(found.scalars)).toEqual(byTag(read.scalars))
  expect(found.scalars.length).toBe(10)
  expect(found.settings).toEqual(read.settings?.values)
  const pictures = found.images.map(({ tag, step, bytes }) => ({
    tag,
    step,
    png: Buffer.from(bytes).toString('base64'),
  }))
  const order = (a: { tag: string; step: number }, b: { tag: string; step: number }) =>
    a.tag === b.tag ? a.step - b.step : a.tag < b.tag ? -1 : 1
  expect(pictures.sort(order)).toEqual(
    read.images.map(({ tag, step, png: bytes }) => ({ tag, step, png: bytes })).sort(order),
  )
  expect(pictures.map(({ tag, step }) => `${tag} ${step}`)).toEqual([
    'new/grid 0',
    'new/grid 40',
    'old/grid 0',
    'old/grid 40',
  ])
  expect(new Set(pictures.map(({ png: bytes }) => bytes)).size).toBe(4)
})

test('what the studio wrote, it reads', async () => {
  const { scalars, settings, whole } = readEvents(await exported())
  expect(whole).toBe(true)
  expect(settings).toEqual({ batchSize: 64, 'objective.type': 'wgan-gp', 'ema.on': true })
  expect(scalars).toHaveLength(82)
})
