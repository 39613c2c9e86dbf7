// The Latent screen in the real window, for measurements: runs to look at, the window itself, and a hand that drags.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from '@playwright/test'
import { electronRuntime } from '../scripts/electron-runtime.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs the built command line on a home. */
function studio(/** @type {string} */ home, /** @type {string[]} */ ...words) {
  const { status, stderr } = spawnSync(process.execPath, [
    join(root, 'out/main/headless.cjs'),
    ...words,
    '--home',
    home,
  ])
  if (status !== 0) throw new Error(`studio ${words.join(' ')}: ${stderr}`)
}

/** Images of 64×64 pixels, for presets whose datasets do not ship with the studio. */
function importColours(/** @type {string} */ home) {
  const folder = join(home, 'colours')
  mkdirSync(folder)
  for (let image = 0; image < 64; image++) {
    const head = Buffer.from('P6\n64 64\n255\n')
    const pixels = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * (image + 1)) % 251)
    writeFileSync(join(folder, `${image}.ppm`), Buffer.concat([head, pixels]))
  }
  studio(home, 'datasets', 'import', folder, '--name', 'Colours', '--size', '64')
}

/**
 * Opens a window of 1280×800 on a home with a run of one step of each preset.
 * @param {readonly string[]} presets
 * @param {string} [application] the folder of the built application, this one without it
 */
export async function openLatent(presets, application = root) {
  const home = mkdtempSync(join(tmpdir(), 'gan-studio-bench-'))
  const remove = () => rmSync(home, { recursive: true, force: true })
  try {
    if (presets.includes('dcgan')) importColours(home)
    for (const preset of presets) {
      const small = preset === 'dcgan' ? ['--dataset', 'colours', '--set', 'batchSize=16'] : []
      studio(home, 'train', preset, '--steps', '1', '--name', preset, ...small)
    }
    /** @type {Record<string, string>} */
    const env = { GAN_STUDIO_HOME: home }
    for (const [name, value] of Object.entries(process.env))
      if (value !== undefined && !(name in env)) env[name] = value
    const app = await _electron.launch({
      executablePath: await electronRuntime(),
      args: ['--no-sandbox', `--user-data-dir=${join(home, '.electron')}`, application],
      env,
    })
    const page = await app.firstWindow({ timeout: 120_000 })
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
    const close = async () => {
      await app.close()
      remove()
    }
    return { app, page, home, close }
  } catch (error) {
    remove()
    throw error
  }
}

/** Shows a preset's run on the Latent screen. */
export async function showRun(/** @type {import('@playwright/test').Page} */ page, /** @type {string} */ preset) {
  await page.locator('[data-test=rail-latent]').click()
  const canvas = page.locator(`[data-test=latent-canvas][aria-label*="· ${preset} at step"]`)
  await page.locator('[data-test=latent-canvas]').waitFor()
  if ((await canvas.count()) === 0) {
    await page.locator('[data-test=latent-run]').click()
    await page
      .locator('.n-base-select-option', { hasText: new RegExp(`${preset}$`) })
      .last()
      .click()
  }
  await canvas.waitFor()
}

/** The mouse of a page. Playwright's own leaves listeners behind in the page while a button is down, which would be measured. */
async function mouseOf(/** @type {import('@playwright/test').Page} */ page) {
  const session = await page.context().newCDPSession(page)
  const send =
    (/** @type {'mousePressed' | 'mouseMoved' | 'mouseReleased'} */ type) =>
    (/** @type {number} */ x, /** @type {number} */ y) =>
      session.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: 1, clickCount: 1 })
  return {
    down: send('mousePressed'),
    move: send('mouseMoved'),
    up: send('mouseReleased'),
    end: () => session.detach(),
  }
}

/** Drags over the stage for some seconds; answers with how long that took, in seconds. */
export async function drag(/** @type {import('@playwright/test').Page} */ page, /** @type {number} */ length) {
  const box = await page.locator('[data-test=latent-stage]').boundingBox()
  if (!box) throw new Error('the stage is not there')
  const at = (/** @type {number} */ angle, /** @type {number} */ radius) =>
    /** @type {const} */ ([
      box.x + box.width * (0.5 + radius * Math.cos(angle)),
      box.y + box.height * (0.5 + radius * Math.sin(angle)),
    ])
  const mouse = await mouseOf(page)
  await mouse.down(...at(0, 0))
  const begin = performance.now()
  // A mouse tells 125 times a second where it is, and does not wait for what becomes of it.
  let [underWay, failure] = [0, /** @type {unknown} */ (undefined)]
  while (performance.now() - begin < length * 1000 && failure === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 8))
    if (underWay >= 4) continue
    underWay++
    mouse
      .move(...at((performance.now() - begin) / 600, 0.3))
      .catch((/** @type {unknown} */ error) => {
        failure = error
      })
      .finally(() => underWay--)
  }
  if (failure !== undefined) throw failure
  const lasted = (performance.now() - begin) / 1000
  await mouse.up(...at(0, 0))
  await mouse.end()
  return lasted
}

/**
 * Megabytes resident in main, the page and the sampling process, 0 where one does not run.
 * @returns {Promise<{ main: number, page: number, sampler: number }>}
 */
export const memory = (/** @type {import('@playwright/test').ElectronApplication} */ app) =>
  app.evaluate(({ app: electron }) => {
    const of = (/** @type {(one: import('electron').ProcessMetric) => boolean} */ wanted) =>
      electron
        .getAppMetrics()
        .filter(wanted)
        .reduce((sum, { memory: { workingSetSize } }) => sum + workingSetSize / 1024, 0)
    return {
      main: of(({ type }) => type === 'Browser'),
      page: of(({ type }) => type === 'Tab'),
      sampler: of(({ serviceName, name }) => [serviceName, name].includes('sampler')),
    }
  })
