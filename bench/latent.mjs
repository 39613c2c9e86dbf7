// Measures the Latent screen in the real window: from the input event of a drag to painted pixels.
// `node bench/latent.mjs --presets mlp-small,dcgan-28,dcgan --seconds 10`; needs a build and a display.
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
  for (let i = 0; performance.now() - begin < length * 1000; i++) {
    const angle = i / 40
    await page.mouse.move(
      box.x + box.width * (0.5 + 0.3 * Math.cos(angle)),
      box.y + box.height * (0.5 + 0.3 * Math.sin(angle)),
    )
  }
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
    const { perSecond, sorted } = await drag(page, frames, seconds)
    const cells = [
      perSecond.toFixed(1),
      quantile(sorted, 0.5).toFixed(1),
      quantile(sorted, 0.95).toFixed(1),
      before.toFixed(0),
      (await memory(app)).toFixed(0),
    ]
    lines.push(`| ${[preset, ...cells].join(' | ')} |`)
  }
  await app.close()
} finally {
  rmSync(home, { recursive: true, force: true })
}
const text = `${lines.join('\n')}\n\n${cpus().length} × ${cpus()[0]?.model.trim()}, window of 1280×800, ${seconds} s of dragging each.\n`
console.log(text)
if (values.out) writeFileSync(values.out, text)
