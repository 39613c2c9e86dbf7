// Measures what the Latent screen holds of memory over minutes of use, in the real window.
// `node bench/latent-memory.mjs --minutes 10 --out bench/results/latent-memory.json`; needs a build and a display.
// In each round every preset's run is opened anew, its plane is dragged, its film played and its grid shown; then memory is read.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { drag, memory, openLatent, showRun } from './latent-window.mjs'

const { values } = parseArgs({
  options: {
    presets: { type: 'string', default: 'mlp-small,dcgan-28,dcgan' },
    minutes: { type: 'string', default: '10' },
    out: { type: 'string' },
  },
})
const presets = values.presets.split(',')
const minutes = Number(values.minutes)
/** Seconds of dragging and of playing for each preset of a round. */
const [DRAGGED, PLAYED] = [14, 4]
/** A round that begins in the first minutes is not counted: caches and pools are still filling. */
const SETTLING = 2

const { app, page, close } = await openLatent(presets)
/** @type {{ minutes: number, preset: string, main: number, page: number, sampler: number, heap: number }[]} */
const readings = []
let frames = 0
try {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  /** Megabytes of the page's JavaScript objects that are in use, after a collection. */
  const heap = async () => {
    await session.send('HeapProfiler.collectGarbage')
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 2 ** 20
  }
  await showRun(page, presets[0] ?? '')
  await page.locator('[data-test=frame-meter]').click()
  for (let keyframe = 0; keyframe < 4; keyframe++) {
    await page.locator('[data-test=latent-stage]').press('Shift+ArrowRight')
    await page.locator('[data-test=add-keyframe]').click()
  }
  const counted = await page.evaluateHandle(() => {
    const all = { count: 0 }
    new PerformanceObserver((list) => {
      all.count += list.getEntriesByName('latent frame').length
    }).observe({ type: 'measure' })
    return all
  })
  const begin = performance.now()
  const since = () => (performance.now() - begin) / 60_000
  while (since() < minutes) {
    for (const preset of presets) {
      await showRun(page, preset)
      await drag(page, DRAGGED)
      await page.locator('[data-test=latent-play]').click()
      await new Promise((resolve) => setTimeout(resolve, PLAYED * 1000))
      await page.locator('[data-test=mode-grid]').click()
      await page.locator('[data-test=latent-grid]').waitFor()
      await page.locator('[data-test=mode-picture]').click()
      readings.push({ minutes: since(), preset, ...(await memory(app)), heap: await heap() })
    }
  }
  frames = await counted.evaluate(({ count }) => count)
} finally {
  await close()
}

const fixed = (/** @type {number} */ value) => Number(value.toFixed(1))
const settled = readings.filter((one) => one.minutes > SETTLING)
/** The middle of some numbers. */
const median = (/** @type {number[]} */ all) => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN
/** Each preset has as many readings in either half, but for one. */
const halves = [settled.slice(0, settled.length >> 1), settled.slice(settled.length >> 1)]
const growth = /** @type {const} */ (['main', 'page', 'sampler', 'heap']).map((part) => {
  const sizes = settled.map((one) => one[part])
  const [firstHalf = Number.NaN, secondHalf = Number.NaN] = halves.map((half) => median(half.map((one) => one[part])))
  return {
    part,
    least: fixed(Math.min(...sizes)),
    most: fixed(Math.max(...sizes)),
    firstHalf: fixed(firstHalf),
    secondHalf: fixed(secondHalf),
  }
})
const result = {
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  minutes: fixed(readings.at(-1)?.minutes ?? 0),
  frames,
  settling: SETTLING,
  growth,
  readings: readings.map(({ preset, ...one }) => ({
    preset,
    minutes: fixed(one.minutes),
    main: fixed(one.main),
    page: fixed(one.page),
    sampler: fixed(one.sampler),
    heap: fixed(one.heap),
  })),
}
console.table(result.readings)
console.table(growth)
if (values.out) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`)
