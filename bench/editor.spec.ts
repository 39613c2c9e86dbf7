import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import type { LayerSpec } from '../src-shared/architecture/layers/registry'
import type { ArchitectureSpec, LayerNode, NetworkSpec } from '../src-shared/architecture/spec'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../test/support/studio-window'
import { CATEGORIES, type InputLatency, inputLatencies } from './input-latency'
import { FRAME_CATEGORIES, presentedFrames } from './presented-frames'

// How smoothly the architecture editor works with 300 layers: `npx playwright test --project=bench bench/editor.spec.ts`.
// Set LAYERS for another number.

const root = resolve(import.meta.dirname, '..')
const layers = Number(process.env['LAYERS'] ?? 300)
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

/** So many layers: a chain with a skip connection around every third one, between a head and a tail. */
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
  while (nodes.length < count - tail.length) last = add({ type: 'activation', function: { name: 'relu' } }, last)
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

/** Where the pointer presses for a motion, in pixels of the window. */
function placeOf({ page }: StudioWindow, motion: Motion): Promise<{ x: number; y: number }> {
  return page.evaluate((kind) => {
    const canvas = document.querySelector('[data-test="architecture-canvas"]')
    const box = canvas?.getBoundingClientRect()
    if (!canvas || !box) throw new Error('there is no canvas')
    if (kind !== 'card') {
      // A place without a card or a shape that stands for one, as near to the middle as there is one.
      const y = box.top + box.height / 2
      for (let off = 0; off < box.width / 2; off += 2) {
        for (const x of [box.left + box.width / 2 + off, box.left + box.width / 2 - off]) {
          const at = document.elementFromPoint(x, y)
          const shapes = [...canvas.querySelectorAll<SVGPathElement>('path.shape')]
          const onShape = shapes.some((path) => {
            const inverse = path.getScreenCTM()?.inverse()
            const point = path.ownerSVGElement?.createSVGPoint()
            if (!inverse || !point) return false
            return path.isPointInFill(Object.assign(point, { x, y }).matrixTransform(inverse))
          })
          if (at && canvas.contains(at) && !at.closest('[data-layer], button') && !onShape) return { x, y }
        }
      }
      throw new Error('all of the canvas is covered')
    }
    const places = [...document.querySelectorAll('[data-layer]')].map((card) => {
      const { left, top, width, height } = card.getBoundingClientRect()
      const at = { x: left + width / 3, y: top + height / 3 }
      return { at, free: document.elementFromPoint(at.x, at.y)?.closest('[data-layer]') === card }
    })
    // From afar the one card that is on the page is under a shape, which is pressed for it.
    const inView = places.find(({ free, at }) => free && at.y > box.top + 100 && at.y < box.bottom - 100)
    const place = inView ?? (places.length === 1 ? places[0] : undefined)
    if (!place) throw new Error('there is no card')
    return place.at
  }, motion)
}

/** A mark in the page that changes in each frame, so that the display shows as many as it can. */
const blink = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const mark = document.createElement('div')
    mark.id = 'still'
    mark.style.cssText = 'position: fixed; top: 0; left: 0; z-index: 99; width: 4px; height: 4px'
    let count = 0
    const change = () => {
      mark.style.background = count++ % 2 === 0 ? 'red' : 'blue'
      if (mark.isConnected) requestAnimationFrame(change)
    }
    document.body.append(mark)
    requestAnimationFrame(change)
  })
const rest = (page: Page): Promise<void> => page.evaluate(() => document.querySelector('#still')?.remove())

/** Milliseconds from one place of the pointer to the next: a mouse tells 125 times a second where it is. */
const TELLS = 8
/** Milliseconds of a drag that are measured. */
const DRAG = 3000

/**
 * Times between the frames that were presented while the pointer is dragged, by Chromium's own account. Its places go through the
 * browser's process as a person's do, and nothing waits for what becomes of them. With `still`, a mark in the page changes in each frame
 * and nothing is dragged: the most that the display gives.
 */
async function move(studio: StudioWindow, file: string, motion: Motion): Promise<number[]> {
  const { app, page } = studio
  const from = await placeOf(studio, motion)
  const session = await page.context().newCDPSession(page)
  const shift = motion === 'frame' ? 8 : 0
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', at: { x: number; y: number }) =>
    session.send('Input.dispatchMouseEvent', {
      type,
      ...at,
      button: 'left',
      buttons: 1,
      clickCount: 1,
      modifiers: shift,
    })
  if (motion !== 'still') await send('mousePressed', from)
  if (motion === 'still') await blink(page)
  const options = { included_categories: [...FRAME_CATEGORIES] }
  // The pointer is on its way before the recording begins and until it is over: no frame of it comes without a reason.
  let recorded = false
  const dragged = (async () => {
    const begin = performance.now()
    for (let told = 0; !recorded; told++) {
      const angle = ((told * TELLS) / DRAG) * 6 * Math.PI
      const at = { x: from.x + 220 * Math.sin(angle), y: from.y + 180 * (1 - Math.cos(angle)) }
      if (motion !== 'still') void send('mouseMoved', at)
      await new Promise((done) => setTimeout(done, Math.max(0, begin + (told + 1) * TELLS - performance.now())))
    }
  })()
  await app.evaluate(({ contentTracing }, wanted) => contentTracing.startRecording(wanted), options)
  await new Promise((done) => setTimeout(done, DRAG))
  await app.evaluate(({ contentTracing }, path) => contentTracing.stopRecording(path), file)
  recorded = true
  await dragged
  // The view is what it was for the next motion.
  if (motion !== 'still') await send('mouseMoved', from)
  await rest(page)
  await page.evaluate(() => {
    // What is dragged stays where it was: the next motion has the same network.
    window.dispatchEvent(new PointerEvent('pointercancel'))
  })
  if (motion !== 'still') await send('mouseReleased', from)
  await session.detach()
  const shown = presentedFrames(file)
  return shown.slice(1).map((at, i) => at - (shown[i] ?? at))
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
  // A person takes longer; what comes after the frame, such as the inspector of another layer, is done by then. Keys come at all times of a frame.
  let presses = 0
  const settle = () => new Promise((done) => setTimeout(done, 150 + ((presses++ * 5) % 17)))
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

/** Of frames that are presented one after the other, how many came more than a half later than the display shows them. */
const lateOf = (shown: readonly number[]): number =>
  shown.filter((at, i) => i > 0 && at - (shown[i - 1] ?? at) > 1.5 * FRAME).length

/**
 * Edits while the display shows a new frame every time it can. Counted are the frames that it shows from a key to the one that has the
 * edit, this one too: the one that was in the making when the key came is the first. `late` are frames that came later than they had to
 * while one pressed keys, of `frames`.
 */
async function editWhileShowing(studio: StudioWindow, file: string, kind: Edits) {
  await blink(studio.page)
  const measured = await edit(studio, file, kind)
  await rest(studio.page)
  const shown = presentedFrames(file)
  const counts = measured.map(
    ({ pressed, total }) => shown.filter((at) => at > pressed && at <= pressed + total + 0.01).length,
  )
  const most = Math.max(...counts)
  const after = Array.from({ length: most }, (_, i) => counts.filter((count) => count === i + 1).length)
  return { after, frames: shown.length, late: lateOf(shown), total: summary(measured.map(({ total }) => total)) }
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
      const times = await move(studio, join(home, 'trace.json'), motion)
      const mean = times.reduce((sum, value) => sum + value, 0) / times.length
      rows.push({ motion, zoom, perSecond: Number((1000 / mean).toFixed(1)), ...summary(times) })
    }
    for (const motion of ['still', 'pan', 'card', 'frame'] as const) await measure(motion, 'everything')
    await canvas.focus()
    for (let presses = 0; presses < 12; presses++) await page.keyboard.press('=')
    for (const motion of ['still', 'card', 'frame', 'pan'] as const) await measure(motion, 'near')

    const had = large.networks.generator.layers.length
    const size = (layers: number) => `[data-layer^="generator/"][aria-label$=" of ${layers}"]`
    const stepped = (filters: number) => `body:has([data-layer="generator/l3"][aria-label*="${filters} · k3"])`
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
        what: 'a number is changed, after which layers have no shape, and changed back',
        keys: repeated([
          { key: 'ArrowUp', shows: `${stepped(9)}:has([data-test="problem-count"])` },
          { key: 'ArrowDown', shows: `${stepped(8)}:not(:has([data-test="problem-count"]))` },
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
        const within = [1, 2, 3].map((frames) => measured.filter(({ total }) => total <= frames * FRAME).length)
        const showing = await editWhileShowing(studio, join(home, 'trace.json'), kind)
        edits.push({ what: kind.what, zoom, count, within, milliseconds, showing })
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
