// One round of the soak: what a person does with a run, from its set-up to its deletion, through the window.
import { setTimeout as pause } from 'node:timers/promises'
import { drag } from '../latent-window.mjs'
import { processes } from './readings.mjs'

/** @typedef {import('@playwright/test').Page} Page */

const at = (/** @type {Page} */ page, /** @type {string} */ name) => page.locator(`[data-test=${name}]`)

/** Waits for a state of the run that is shown. */
const state = (/** @type {Page} */ page, /** @type {string} */ word) =>
  at(page, 'run-status').filter({ hasText: word }).waitFor({ timeout: 120_000 })

/** Waits until the run that is shown has taken some more steps. */
async function moreSteps(/** @type {Page} */ page, /** @type {number} */ count) {
  const step = async () => Number((await at(page, 'run-step').first().innerText()).replace(/\D/g, ''))
  const begin = await step()
  while ((await step()) < begin + count) await pause(100)
}

/** Sets up a run of the smallest preset and has it train, pause, go on and stop. */
async function trainRun(/** @type {Page} */ page) {
  await at(page, 'rail-train').click()
  // The screen comes back to the run that it showed last.
  if (await at(page, 'new-run').isVisible()) await at(page, 'new-run').click()
  await at(page, 'tab-set-up').click()
  // The form stays as it was for the run before.
  if (!(await at(page, 'preset-select').innerText()).includes('Small perceptron GAN')) {
    await at(page, 'preset-select').click()
    await at(page, 'preset-select').locator('input').fill('small per')
    await page.locator('.n-base-select-option', { hasText: 'Small perceptron GAN' }).click()
  }
  await at(page, 'train-button').click()
  await state(page, 'Running')
  await moreSteps(page, 200)
  await at(page, 'pause').click()
  await state(page, 'Paused')
  await at(page, 'resume').click()
  await state(page, 'Running')
  await moreSteps(page, 200)
}

/** Travels over the seed plane of the run that is shown, adds a keyframe, plays and shows the grid. */
async function exploreRun(/** @type {Page} */ page) {
  const title = (await at(page, 'run-title').innerText()).trim()
  await page.getByRole('button', { name: 'Explore its latent space' }).click()
  await page.locator(`[data-test=latent-canvas][aria-label*="${title}"]`).waitFor()
  await drag(page, 3)
  // A film stays when another run is shown: the first round makes it.
  while ((await at(page, 'keyframe').count()) < 3) {
    await at(page, 'latent-stage').press('Shift+ArrowRight')
    await at(page, 'add-keyframe').click()
  }
  await at(page, 'latent-play').click()
  await pause(1500)
  await at(page, 'mode-grid').click()
  await at(page, 'latent-grid').waitFor()
  await at(page, 'mode-picture').click()
}

/** Compares all runs: curves, settings and pictures. */
async function compareRuns(/** @type {Page} */ page) {
  await at(page, 'rail-compare').click()
  await at(page, 'run-row').nth(1).waitFor()
  await at(page, 'choose-all').check()
  await at(page, 'tab-curves').click()
  await at(page, 'compare-chart').first().waitFor()
  await at(page, 'compare-chart')
    .first()
    .locator('canvas')
    .hover({ position: { x: 120, y: 40 } })
  await page.mouse.wheel(0, -300)
  await at(page, 'tab-parameters').click()
  await page.locator('[data-test=parallel-axis], [data-test=difference-row]').first().waitFor()
  await at(page, 'tab-pictures').click()
  await at(page, 'compare-grid').first().waitFor()
}

/**
 * Trains, pauses, resumes, samples, compares and deletes a run.
 * @param {import('@playwright/test').ElectronApplication} app
 * @param {Page} page
 * @returns {Promise<{ trainer: number, trainerHandles: number }>} what the trainer held just before the run was stopped
 */
export async function round(app, page) {
  await trainRun(page)
  const address = page.url()
  const trainer = (await processes(app)).find(({ type }) => type === 'trainer')
  if (!trainer) throw new Error('no trainer runs')
  await at(page, 'stop').click()
  await state(page, 'Stopped')
  await exploreRun(page)
  await compareRuns(page)
  await page.evaluate((to) => location.assign(to), address)
  await at(page, 'remove-run').click()
  await at(page, 'confirm').click()
  await at(page, 'remove-run').waitFor({ state: 'detached' })
  return { trainer: trainer.megabytes, trainerHandles: trainer.handles }
}

/**
 * Has Playwright's own session keep no responses: the page would hold every picture that it was ever sent, for whoever asks for one.
 * @param {Page} page
 */
export async function keepNoResponses(page) {
  const connection = Reflect.get(page, '_connection')
  await connection.toImpl(page).delegate._mainFrameSession._client.send('Network.disable')
}

/** Waits until no message is shown any more: what each of them holds goes with it. */
export async function quiet(/** @type {Page} */ page) {
  await page.mouse.move(700, 400)
  await at(page, 'message-plain').first().waitFor({ state: 'detached' })
}

/**
 * Keeps hold of the page's port to main from its next load on, for `emptyTrash`.
 * @param {Page} page
 */
export async function keepPort(page) {
  // On a busy machine a step of a round takes longer than Playwright waits by itself.
  page.setDefaultTimeout(180_000)
  await at(page, 'rail-train').waitFor()
  await page.waitForLoadState('load')
  await page.addInitScript(() => {
    window.addEventListener('message', ({ data, ports: [port] }) => {
      if (port && data?.port === 'api') Object.defineProperty(window, 'soakPort', { value: port, configurable: true })
    })
  })
  await page.reload()
  await at(page, 'rail-train').waitFor()
}

/** Deletes for good what is in the trash, as the next start would in 30 days: a message of the page's own protocol. */
export const emptyTrash = (/** @type {Page} */ page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const port = Object.getOwnPropertyDescriptor(window, 'soakPort')?.value
        if (!(port instanceof MessagePort)) return reject(new Error('the page has no port to main'))
        const answered = (/** @type {MessageEvent} */ { data }) => {
          if (typeof data !== 'string' || !data.includes('"i":"soak"')) return
          port.removeEventListener('message', answered)
          if (data.includes('"s":')) reject(new Error(data))
          else resolve(undefined)
        }
        port.addEventListener('message', answered)
        port.postMessage('{"i":"soak","p":{"u":"/compare/purge","b":{"json":{"ids":null}}}}')
      }),
  )
