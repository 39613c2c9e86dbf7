// Measures the Latent screen in the real window: from the input event of a drag to painted pixels.
// `node bench/latent.mjs --presets mlp-small,dcgan-28,dcgan --seconds 10`; needs a build and a display.
// `--training` does so while a run of dcgan-28 trains; `--minutes 10` drags on and reads the memory every half minute.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { _electron } from '@playwright/test'
import { electronRuntime } from '../scripts/electron-runtime.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: {
    presets: { type: 'string', default: 'mlp-small,dcgan-28,dcgan' },
    seconds: { type: 'string', default: '10' },
    minutes: { type: 'string', default: '0' },
    training: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
const presets = values.presets.split(',')
const seconds = Number(values.seconds)
const home = mkdtempSync(join(tmpdir(), 'gan-studio-bench-'))

/** Runs the built command line. */
function studio(/** @type {string[]} */ ...words) {
  const { status, stderr } = spawnSync(process.execPath, [
    join(root, 'out/main/headless.cjs'),
    ...words,
    '--home',
    home,
  ])
  if (status !== 0) throw new Error(`studio ${words.join(' ')}: ${stderr}`)
}

/** Images of 64×64 pixels, for presets whose datasets do not ship with the studio. */
function importColours() {
  const folder = join(home, 'colours')
  mkdirSync(folder)
  for (let image = 0; image < 64; image++) {
    const head = Buffer.from('P6\n64 64\n255\n')
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * (image + 1)) % 251)
    writeFileSync(join(folder, `${image}.ppm`), Buffer.concat([head, pixels]))
  }
  studio('datasets', 'import', folder, '--name', 'Colours', '--size', '64')
}

/** The value below which a share of sorted numbers lies. */
const quantile = (/** @type {number[]} */ sorted, /** @type {number} */ share) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN

/** Drags over the stage for some seconds and collects the frames' times. */
async function drag(
  /** @type {import('@playwright/test').Page} */ page,
  /** @type {import('@playwright/test').JSHandle<number[]>} */ frames,
  /** @type {number} */ length,
) {
  const box = await page.locator('[data-test=latent-stage]').boundingBox()
  if (!box) throw new Error('the stage is not there')
  await frames.evaluate((all) => all.splice(0))
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  const begin = performance.now()
  // A mouse tells 125 times a second where it is, and does not wait for what becomes of it.
  let [underWay, failure] = [0, /** @type {unknown} */ (undefined)]
  while (performance.now() - begin < length * 1000 && failure === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 8))
    if (underWay >= 4) continue
    underWay++
    const angle = (performance.now() - begin) / 600
    page.mouse
      .move(box.x + box.width * (0.5 + 0.3 * Math.cos(angle)), box.y + box.height * (0.5 + 0.3 * Math.sin(angle)))
      .catch((/** @type {unknown} */ error) => {
        failure = error
      })
      .finally(() => underWay--)
  }
  if (failure !== undefined) throw failure
  const lasted = (performance.now() - begin) / 1000
  await page.mouse.up()
  const took = await frames.evaluate((all) => all.splice(0))
  return { perSecond: took.length / lasted, sorted: took.sort((a, b) => a - b) }
}

/** Megabytes that the page and the sampling process hold. */
const memory = (/** @type {import('@playwright/test').ElectronApplication} */ app) =>
  app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter(({ type, serviceName, name }) => type === 'Tab' || [serviceName, name].includes('sampler'))
      .reduce((sum, { memory: { workingSetSize } }) => sum + workingSetSize / 1024, 0),
  )

/** The step that the run at work has reached, by the status bar. */
async function trainedSteps(/** @type {import('@playwright/test').Page} */ page) {
  const text = await page.locator('[data-test=status-run]').innerText()
  return Number((/step ([\d,]+)/.exec(text)?.[1] ?? '').replaceAll(',', ''))
}

/** Starts a run that trains longer than the measurement lasts, and answers with its steps a second while nothing else is done. */
async function startTraining(/** @type {import('@playwright/test').Page} */ page) {
  await page.locator('[data-test=rail-train]').click()
  await page.locator('[data-test=new-run]').click()
  await page.locator('[data-test=preset-select]').click()
  await page.locator('[data-test=preset-select] input').fill('28')
  await page.locator('.n-base-select-option', { hasText: '28' }).first().click()
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

const minutes = Number(values.minutes)
/** @type {string[]} */
const notes = []
const lines = [
  '| preset | frames/s | ms, median | ms, 95th percentile | MB before | MB after |',
  '| --- | ---: | ---: | ---: | ---: | ---: |',
]
try {
  if (presets.includes('dcgan')) importColours()
  for (const preset of presets) {
    const small = preset === 'dcgan' ? ['--dataset', 'colours', '--set', 'batchSize=16'] : []
    studio('train', preset, '--steps', '1', '--name', preset, ...small)
  }
  /** @type {Record<string, string>} */
  const env = { GAN_STUDIO_HOME: home }
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined && !(name in env)) env[name] = value
  const app = await _electron.launch({
    executablePath: await electronRuntime(),
    args: ['--no-sandbox', `--user-data-dir=${join(home, '.electron')}`, root],
    env,
  })
  const page = await app.firstWindow()
  const frames = await page.evaluateHandle(() => {
    const all = /** @type {number[]} */ ([])
    new PerformanceObserver((list) => {
      all.push(...list.getEntriesByName('latent frame').map(({ duration }) => duration))
    }).observe({ type: 'measure' })
    return all
  })
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
  const alone = values.training ? await startTraining(page) : 0
  for (const preset of presets) {
    await page.locator('[data-test=rail-latent]').click()
    const canvas = page.locator(`[data-test=latent-canvas][aria-label*="· ${preset} at step"]`)
    if ((await canvas.count()) === 0) {
      await page.locator('[data-test=latent-run]').click()
      await page
        .locator('.n-base-select-option', { hasText: new RegExp(`${preset}$`) })
        .last()
        .click()
    }
    await canvas.waitFor()
    const meter = page.locator('[data-test=frame-meter]')
    if ((await meter.getAttribute('aria-pressed')) !== 'true') await meter.click()
    await drag(page, frames, 2)
    const before = await memory(app)
    let dragged = { perSecond: 0, sorted: /** @type {number[]} */ ([]) }
    const dragging = async () => {
      dragged = await drag(page, frames, seconds)
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
      (await memory(app)).toFixed(0),
    ]
    lines.push(`| ${[preset, ...cells].join(' | ')} |`)
    const held = []
    for (let half = 0; half < 2 * minutes; half++) {
      await drag(page, frames, 30)
      held.push(await memory(app))
    }
    if (minutes > 0) notes.push(`MB of ${preset} every half minute: ${held.map((one) => one.toFixed(0)).join(', ')}.`)
  }
  await app.close()
} finally {
  rmSync(home, { recursive: true, force: true })
}
const text = `${[...lines, '', ...notes].join('\n')}\n${cpus().length} × ${cpus()[0]?.model.trim()}, window of 1280×800, ${seconds} s of dragging each.\n`
console.log(text)
if (values.out) writeFileSync(values.out, text)
