import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import type { LayerSpec } from '../src-shared/architecture/layers/registry'
import type { ArchitectureSpec, LayerNode, NetworkSpec } from '../src-shared/architecture/spec'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../test/support/studio-window'

// How smoothly the architecture editor works with 300 layers: `npx playwright test --project=bench bench/editor.spec.ts`.
// Set LAYERS for another number, PROFILE=FILE for a profile of the page's processor time in the edits.

const root = resolve(import.meta.dirname, '..')
const layers = Number(process.env['LAYERS'] ?? 300)
const FRAMES = 180
const EDITS = 40

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

const large: ArchitectureSpec = {
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
}

const percentile = (values: readonly number[], share: number): number =>
  Number(([...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN).toFixed(1))
const summary = (values: readonly number[]) => ({
  median: percentile(values, 0.5),
  p95: percentile(values, 0.95),
  most: percentile(values, 1),
})

type Motion = 'still' | 'pan' | 'card' | 'frame'

/** Times between frames while the pointer moves in each of them. */
function move({ page }: StudioWindow, motion: Motion): Promise<number[]> {
  return page.evaluate(
    async ({ kind, frames }) => {
      const canvas = document.querySelector('[data-test="architecture-canvas"]')
      const box = canvas?.getBoundingClientRect()
      if (!canvas || !box) throw new Error('there is no canvas')
      const middle = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 }
      const card = [...document.querySelectorAll('[data-layer]')].find((one) => {
        const place = one.getBoundingClientRect()
        return place.top > box.top + 100 && place.bottom < box.bottom - 100
      })
      const press = card?.getBoundingClientRect()
      const from = kind === 'card' && press ? { clientX: press.left + 20, clientY: press.top + 10 } : middle
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

/** Milliseconds from a key to the end of the page's work on it, layout included, and to the frame that shows it. */
function edit({ page }: StudioWindow, keys: readonly { key: string; ctrlKey?: boolean }[]) {
  return page.evaluate(async (wanted) => {
    const canvas = document.querySelector<HTMLElement>('[data-test="architecture-canvas"]')
    if (!canvas) throw new Error('there is no canvas')
    const frame = () => new Promise<number>((done) => requestAnimationFrame(done))
    /** After the frame was drawn: a message that is posted within it is handled behind it. */
    const drawn = () =>
      new Promise<number>((done) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => done(performance.now())
        requestAnimationFrame(() => port2.postMessage(null))
      })
    const results: { work: number; shown: number }[] = []
    for (const one of wanted) {
      await frame()
      await frame()
      const start = performance.now()
      canvas.dispatchEvent(new KeyboardEvent('keydown', { ...one, bubbles: true, cancelable: true }))
      await Promise.resolve()
      canvas.getBoundingClientRect()
      const work = performance.now() - start
      results.push({ work, shown: (await drawn()) - start })
      // What is made after the frame, such as the inspector's fields, is not part of it.
      await new Promise((done) => setTimeout(done, 60))
    }
    return results
  }, keys)
}

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
    const nodes = page.getByTestId('flow-node')
    await expect(nodes.nth(layers - 5)).toBeAttached()
    const canvas = page.getByTestId('architecture-canvas')
    const profiler = process.env['PROFILE'] ? await page.context().newCDPSession(page) : undefined
    await profiler?.send('Profiler.enable')

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

    await page.keyboard.press('0')
    await page.keyboard.press('ArrowDown')
    for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ArrowDown')
    const pairs = Array.from({ length: EDITS }, () => [
      { key: 'd', ctrlKey: true },
      { key: 'z', ctrlKey: true },
    ]).flat()
    await profiler?.send('Profiler.start')
    const edits = await edit(studio, pairs)
    await page.keyboard.press('=')
    if (profiler) {
      const { profile } = await profiler.send('Profiler.stop')
      writeFileSync(process.env['PROFILE'] ?? '', JSON.stringify(profile))
    }
    await page.keyboard.press('0')
    await photograph(studio, 'editor-large')
    const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, no GPU, Xvfb`
    const result = {
      machine,
      layers: await nodes.count(),
      drags: rows,
      edits: {
        what: 'a layer is duplicated near the top of a network, and that undone',
        count: edits.length,
        workMilliseconds: summary(edits.map(({ work }) => work)),
        shownMilliseconds: summary(edits.map(({ shown }) => shown)),
      },
    }
    writeFileSync(join(root, 'bench/results/editor.json'), `${JSON.stringify(result, null, 2)}\n`)
    console.log(JSON.stringify(result, null, 2))
    expect(studio.complaints).toEqual([])
  } finally {
    await studio.close()
    remove()
  }
})
