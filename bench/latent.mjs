// Measures the Latent screen in the real window: from the input event of a drag to painted pixels.
// `node bench/latent.mjs --presets mlp-small,dcgan-28,dcgan --seconds 10`; needs a build and a display.
// `--training` does so while a run of dcgan-28 trains.
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { drag, memory, openLatent, showRun } from './latent-window.mjs'

const { values } = parseArgs({
  options: {
    presets: { type: 'string', default: 'mlp-small,dcgan-28,dcgan' },
    seconds: { type: 'string', default: '10' },
    training: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const presets = values.presets.split(',')
const seconds = Number(values.seconds)

/** The value below which a share of sorted numbers lies. */
const quantile = (/** @type {number[]} */ sorted, /** @type {number} */ share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

/** Drags for some seconds and collects the frames' times. */
async function measured(
  /** @type {import('@playwright/test').Page} */ page,
  /** @type {import('@playwright/test').JSHandle<number[]>} */ frames,
  /** @type {number} */ length,
) {
  await frames.evaluate((all) => all.splice(0))
  const lasted = await drag(page, length)
  const took = await frames.evaluate((all) => all.splice(0))
  return { perSecond: took.length / lasted, sorted: took.sort((a, b) => a - b) }
}

/** The step that the run at work has reached, by the status bar. */
async function trainedSteps(/** @type {import('@playwright/test').Page} */ page) {
  const text = await page.locator('[data-test=status-run]').innerText()
  return Number((/step ([\d,]+)/.exec(text)?.[1] ?? '').replaceAll(',', ''))
}

/** Starts a run that trains longer than the measurement lasts, and answers with its steps a second while nothing else is done. */
async function startTraining(/** @type {import('@playwright/test').Page} */ page) {
  await page.locator('[data-test=rail-train]').click()
  const another = page.locator('[data-test=new-run]')
  await page.locator('[data-test=preset-select], [data-test=new-run]').first().waitFor()
  if (await another.isVisible()) await another.click()
  await page.locator('[data-test=preset-select]').click()
  await page.locator('[data-test=preset-select] input').fill('Small DCGAN')
  await page.locator('.n-base-select-option', { hasText: 'Small DCGAN' }).first().click()
  await page.locator('[data-test=train-button]').click()
  await page.locator('[data-test=run-status]', { hasText: 'Running' }).waitFor({ timeout: 120_000 })
  await page.waitForFunction(() =>
    /step [1-9]/.test(document.querySelector('[data-test=status-run]')?.textContent ?? ''),
  )
  return stepRate(page, () => new Promise((resolve) => setTimeout(resolve, 8000)))
}

/** Steps a second of the run at work while something is done. */
async function stepRate(
  /** @type {import('@playwright/test').Page} */ page,
  /** @type {() => Promise<unknown>} */ work,
) {
  const [from, begin] = [await trainedSteps(page), performance.now()]
  await work()
  return ((await trainedSteps(page)) - from) / ((performance.now() - begin) / 1000)
}

/** @type {string[]} */
const notes = []
const lines = [
  '| preset | frames/s | ms, median | ms, 95th percentile | MB before | MB after |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
]
const { app, page, close } = await openLatent(presets)
/** Megabytes that the page and the sampling process hold. */
const held = async () => {
  const { page: shown, sampler } = await memory(app)
  return shown + sampler
}
try {
  const frames = await page.evaluateHandle(() => {
    const all = /** @type {number[]} */ ([])
    new PerformanceObserver((list) => {
      all.push(...list.getEntriesByName('latent frame').map(({ duration }) => duration))
    }).observe({ type: 'measure' })
    return all
  })
  const alone = values.training ? await startTraining(page) : 0
  for (const preset of presets) {
    await showRun(page, preset)
    const meter = page.locator('[data-test=frame-meter]')
    if ((await meter.getAttribute('aria-pressed')) !== 'true') await meter.click()
    await drag(page, 2)
    const before = await held()
    let dragged = { perSecond: 0, sorted: /** @type {number[]} */ ([]) }
    const dragging = async () => {
      dragged = await measured(page, frames, seconds)
    }
    if (values.training) {
      const beside = await stepRate(page, dragging)
      notes.push(`The run beside ${preset} took ${beside.toFixed(1)} steps/s, ${alone.toFixed(1)} alone.`)
    } else await dragging()
    const { perSecond, sorted } = dragged
    const cells = [
      perSecond.toFixed(1),
      quantile(sorted, 0.5).toFixed(1),
      quantile(sorted, 0.95).toFixed(1),
      before.toFixed(0),
      (await held()).toFixed(0),
    ]
    lines.push(`| ${[preset, ...cells].join(' | ')} |`)
  }
} finally {
  await close()
}
const text = `${[...lines, '', ...notes].join('\n')}\n${cpus().length} × ${cpus()[0]?.model.trim()}, window of 1280×800, ${seconds} s of dragging each.\n`
console.log(text)
if (values.out) writeFileSync(values.out, text)
