import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import type { LayerSpec } from '../src-shared/architecture/layers/registry'
import type { ArchitectureSpec, LayerNode, NetworkSpec } from '../src-shared/architecture/spec'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../test/support/studio-window'
import { CATEGORIES, type InputLatency, inputLatencies } from './input-latency'

// How smoothly the architecture editor works with 300 layers: `npx playwright test --project=bench bench/editor.spec.ts`.
// Set LAYERS for another number.

const root = resolve(import.meta.dirname, '..')
const layers = Number(process.env['LAYERS'] ?? 300)
const FRAMES = 180
const PAIRS = Number(process.env['PAIRS'] ?? 20)

const weights = { type: 'normal', mean: 0, deviation: 0.02 } as const
const convolution: LayerSpec = {
  type: 'conv2d',
  filters: 8,
  kernel: 3,
  stride: 1,
  padding: 1,
  bias: true,
  initialiser: weights,
  biasInitialiser: { type: 'constant', value: 0 },
}
const dense = (units: number): LayerSpec => ({
  type: 'dense',
  units,
  bias: true,
  initialiser: weights,
  biasInitialiser: { type: 'constant', value: 0 },
})

/** A chain with a skip connection around every third layer, between a head and a tail. */
function network(head: readonly LayerSpec[], count: number, tail: readonly LayerSpec[]): NetworkSpec {
  const nodes: LayerNode[] = []
  const add = (layer: LayerSpec, ...inputs: string[]): string => {
    const name = `l${nodes.length}`
    nodes.push({ name, inputs, layer })
    return name
  }
  let last = ''
  for (const layer of head) last = add(layer, ...(last === '' ? [] : [last]))
  for (let start = last; nodes.length + 3 <= count - tail.length; start = last) {
    last = add(convolution, last)
    last = add({ type: 'activation', function: { name: 'relu' } }, last)
    last = add({ type: 'add' }, last, start)
  }
  for (const layer of tail) last = add(layer, last)
  return { layers: nodes, output: last }
}

const large = {
  family: 'adversarial',
  version: 2,
  name: `${layers} layers`,
  image: { height: 8, width: 8, channels: 3 },
  latent: { size: 100, prior: 'normal' },
  networks: {
    generator: network(
      [{ type: 'input', source: 'latent' }, dense(512), { type: 'reshape', shape: [8, 8, 8] }],
      layers / 2,
      [
        { ...convolution, filters: 3 },
        { type: 'activation', function: { name: 'tanh' } },
      ],
    ),
    discriminator: network([{ type: 'input', source: 'image' }, convolution], layers / 2, [
      { type: 'flatten' },
      dense(1),
    ]),
  },
} as const satisfies ArchitectureSpec

const percentile = (values: readonly number[], share: number): number =>
  Number(([...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN).toFixed(1))
const summary = (values: readonly number[]) => ({
  median: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  most: percentile(values, 1),
})

const repeated = (pair: Edits['keys']): Edits['keys'] => Array.from({ length: PAIRS }, () => pair).flat()

type Motion = 'still' | 'pan' | 'card' | 'frame'

/** Times between frames while the pointer moves in each of them. */
function move({ page }: StudioWindow, motion: Motion): Promise<number[]> {
  return page.evaluate(
    async ({ kind, frames }) => {
      const canvas = document.querySelector('[data-test="architecture-canvas"]')
      const box = canvas?.getBoundingClientRect()
      if (!canvas || !box) throw new Error('there is no canvas')
      const middle = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }
      const onPage = [...document.querySelectorAll('[data-layer]')]
      const inside = onPage.find((one) => {
        const place = one.getBoundingClientRect()
        return place.top > box.top + 100 && place.bottom < box.bottom - 100
      })
      const card = inside ?? onPage[0]
      const press = card?.getBoundingClientRect()
      const from =
        kind === 'card' && press
          ? { clientX: press.left + press.width / 3, clientY: press.top + press.height / 3 }
          : middle
      const target = kind === 'card' ? card : canvas
      const fire = (type: string, at: typeof from) =>
        (type === 'pointerdown' ? target : window)?.dispatchEvent(
          new PointerEvent(type, { ...at, bubbles: true, button: 0, buttons: 1, shiftKey: kind === 'frame' }),
        )
      const frame = () => new Promise<number>((done) => requestAnimationFrame(done))
      const times: number[] = []
      if (kind !== 'still') fire('pointerdown', from)
      let last = await frame()
      for (let count = 0; count < frames; count++) {
        const angle = (count / frames) * 6 * Math.PI
        const at = {
          clientX: from.clientX + 220 * Math.sin(angle),
          clientY: from.clientY + 180 * (1 - Math.cos(angle)),
        }
        if (kind !== 'still') fire('pointermove', at)
        const now = await frame()
        times.push(now - last)
        last = now
      }
      if (kind !== 'still') fire('pointercancel', from)
      return times
    },
    { kind: motion, frames: FRAMES },
  )
}

/** Keys that are pressed one after the other, each an edit, and what is on the page after it. */
interface Edits {
  readonly what: string
  /** A key that is held all the time. */
  readonly held?: string
  readonly keys: readonly { readonly key: string; readonly shows: string }[]
}

/**
 * Presses keys as a person does, through the browser's process, and tells what Chromium measures from each key to the presentation of
 * the frame that shows what it did. That this frame is the one is checked within it: `shows` is there when it begins to be drawn.
 */
async function edit({ app, page }: StudioWindow, file: string, { keys, held }: Edits): Promise<InputLatency[]> {
  const settle = () => new Promise((done) => setTimeout(done, 150))
  if (held !== undefined) await page.keyboard.down(held)
  await settle()
  await page.evaluate(
    (wanted) => {
      document.documentElement.dataset['late'] = ''
      let count = 0
      const check = () => {
        const shows = wanted[count++]
        requestAnimationFrame(() => {
          const there = shows !== undefined && document.querySelector(shows) !== null
          if (!there) document.documentElement.dataset['late'] += ` ${count}`
          if (count === wanted.length) window.removeEventListener('keydown', check, true)
        })
      }
      window.addEventListener('keydown', check, true)
    },
    keys.map(({ shows }) => shows),
  )
  const options = { included_categories: [...CATEGORIES] }
  await app.evaluate(({ contentTracing }, wanted) => contentTracing.startRecording(wanted), options)
  for (const { key } of keys) {
    await page.keyboard.press(key)
    // A person takes longer; what comes after the frame, such as the inspector of another layer, is done by then.
    await settle()
  }
  await app.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), file)
  if (held !== undefined) await page.keyboard.up(held)
  const late = await page.evaluate(() => document.documentElement.dataset['late'])
  expect(late, 'edits that the frame did not contain').toBe('')
  const measured = inputLatencies(file)
  expect(measured).toHaveLength(keys.length)
  return measured
}

const parts = ['total', 'work', 'delivery', 'script', 'rendering', 'raster', 'display'] as const
/** A frame of the display, in ms. */
const FRAME = 1000 / 60

test('the editor keeps up with 300 layers', async () => {
  const { home, remove } = temporaryHome()
  mkdirSync(home, { recursive: true })
  const file = join(home, 'large.json')
  writeFileSync(file, JSON.stringify(large))
  const command = ['architecture', 'import', file, '--home', home, '--json']
  execFileSync(process.execPath, [join(root, 'out/main/headless.cjs'), ...command])
  const studio = await openStudio(home)
  const { page } = studio
  try {
    await resizeWindow(studio, 1280, 800)
    await page.getByTestId('rail-architecture').click()
    await page.getByTestId('architecture-select').click()
    await page.keyboard.type(`${layers} layers`)
    await page.locator('.n-base-select-option:visible').first().click()
    const canvas = page.getByTestId('architecture-canvas')
    await expect(page.getByTestId('flow-node').nth(10)).toBeAttached()
    // The chosen card is on the page also where shapes stand for cards: the pointer drags it.
    await canvas.focus()
    for (let presses = 0; presses < 4; presses++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('0')
    const rows: { motion: Motion; zoom: string; perSecond: number; median: number; p95: number; most: number }[] = []
    const measure = async (motion: Motion, zoom: string) => {
      const times = await move(studio, motion)
      const mean = times.reduce((sum, value) => sum + value, 0) / times.length
      rows.push({ motion, zoom, perSecond: Number((1000 / mean).toFixed(1)), ...summary(times) })
    }
    for (const motion of ['still', 'pan', 'card', 'frame'] as const) await measure(motion, 'everything')
    await canvas.focus()
    for (let presses = 0; presses < 12; presses++) await page.keyboard.press('=')
    for (const motion of ['still', 'pan', 'card', 'frame'] as const) await measure(motion, 'near')

    const had = large.networks.generator.layers.length
    const size = (layers: number) => `[data-layer^="generator/"][aria-label$=" of ${layers}"]`
    const kinds: Edits[] = [
      {
        what: 'a layer is duplicated near the top of a network, and that undone',
        held: 'Control',
        keys: repeated([
          { key: 'd', shows: size(had + 1) },
          { key: 'z', shows: size(had) },
        ]),
      },
      {
        what: 'a number is changed, after which 140 layers have no shape, and changed back',
        keys: repeated([
          { key: 'ArrowUp', shows: '[data-layer="generator/l3"][aria-label*="9 · k3"]' },
          { key: 'ArrowDown', shows: '[data-layer="generator/l3"][aria-label*="8 · k3"]' },
        ]),
      },
      {
        what: 'nothing but a letter in a text field, and that deleted: the least that this display takes',
        keys: repeated([
          { key: 'a', shows: '#layer-name' },
          { key: 'Backspace', shows: '#layer-name' },
        ]),
      },
    ]
    const fields = ['[data-test="architecture-canvas"]', '[data-test="setting-filters"] input', '#layer-name']
    const edits: Record<string, unknown>[] = []
    for (const [zoom, keys] of [
      ['everything', []],
      ['near', Array.from({ length: 12 }, () => '=')],
    ] as const) {
      await canvas.focus()
      for (const key of ['Escape', '0', ...Array.from({ length: 4 }, () => 'ArrowDown'), ...keys])
        await page.keyboard.press(key)
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowDown')
      for (const [i, kind] of kinds.entries()) {
        await page.locator(fields[i] ?? '').focus()
        const measured = await edit(studio, join(home, 'trace.json'), kind)
        const milliseconds = Object.fromEntries(parts.map((part) => [part, summary(measured.map((one) => one[part]))]))
        const count = measured.length
        const inFirstFrame = measured.filter(({ frames }) => frames === 1).length
        const withinFrame = measured.filter(({ total }) => total <= FRAME).length
        edits.push({ what: kind.what, zoom, count, inFirstFrame, withinFrame, milliseconds })
      }
    }
    await canvas.focus()
    await page.keyboard.press('0')
    await photograph(studio, 'editor-large')
    const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, no GPU, Xvfb`
    const result = {
      machine,
      layers: large.networks.generator.layers.length + large.networks.discriminator.layers.length,
      drags: rows,
      edits,
    }
    writeFileSync(join(root, 'bench/results/editor.json'), `${JSON.stringify(result, null, 2)}\n`)
    console.log(JSON.stringify(result, null, 2))
    expect(studio.complaints).toEqual([])
  } finally {
    await studio.close()
    remove()
  }
})
