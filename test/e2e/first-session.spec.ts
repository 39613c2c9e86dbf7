import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import {
  openStudio,
  photograph,
  resizeWindow,
  type StudioWindow,
  temporaryHome,
  utilityProcesses,
} from '../support/studio-window'
import { readWebm } from '../support/webm'

const folder = temporaryHome()
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)
const step = async () => Number((await at('run-step').first().innerText()).replace(/\D/g, ''))
const reachStep = (wanted: number) => expect.poll(step, { timeout: 60_000 }).toBeGreaterThanOrEqual(wanted)

test('the first start teaches and offers one action', async () => {
  await expect(at('quick-start')).toBeVisible()
  await photograph(studio, 'projects-empty')
  for (const [screen, rail] of [
    ['compare', 'rail-compare'],
    ['latent', 'rail-latent'],
    ['train', 'rail-train'],
  ] as const) {
    await at(rail).click()
    await expect(at(rail)).toHaveAttribute('aria-current', 'page')
    await photograph(studio, `${screen}-empty`)
  }
  await at('rail-projects').click()
})

test('the quick start trains live', async () => {
  await at('quick-start').click()
  await expect(at('run-status')).toContainText('Running', { timeout: 60_000 })
  await reachStep(5)
  await expect(at('live-grid')).toBeVisible()
  await photograph(studio, 'train-running')
})

test('a learning rate is changed while it trains, which the charts and the log show', async () => {
  await at('change').click()
  await at('change-optimisers.generator.learningRate').locator('input').fill('1e-4')
  await at('change-discriminatorSteps').locator('input').fill('0')
  await studio.page.keyboard.press('Tab')
  await expect(at('change-apply')).toBeDisabled()
  await photograph(studio, 'train-change-wrong')
  await at('change-discriminatorSteps').locator('input').fill('2')
  await studio.page.keyboard.press('Tab')
  await at('change-apply').click()
  await expect(at('change-panel')).toBeHidden()
  const changed = await step()
  await at('log-fold').click()
  await expect(studio.page.getByText(/Learning rate of G 0.0002 → 0.0001; D steps for one of G 1 → 2/)).toBeVisible()
  await reachStep(changed + 5)
  await at('change').click()
  await expect(at('change-panel')).toContainText('G rate 1e-4')
  await photograph(studio, 'train-changed')
  await studio.page.keyboard.press('Escape')
  await at('log-fold').click()
})

test('a run pauses and goes on where it was', async () => {
  await at('pause').click()
  await expect(at('run-status')).toContainText('Paused')
  const paused = await step()
  await photograph(studio, 'train-paused')
  await at('resume').click()
  await expect(at('run-status')).toContainText('Running')
  await reachStep(paused + 5)
})

test('a trainer that is killed leaves an interrupted run that resumes', async () => {
  const [trainer] = await utilityProcesses(studio, 'trainer')
  if (trainer === undefined) throw new Error('no trainer process is running')
  process.kill(trainer, 'SIGKILL')
  await expect(at('run-status')).toContainText('Interrupted')
  await photograph(studio, 'train-interrupted')
  await at('resume').click()
  await expect(at('run-status')).toContainText('Running', { timeout: 60_000 })
  await reachStep(5)
})

test('stopping saves a checkpoint', async () => {
  await at('stop').click()
  await expect(at('run-status')).toContainText('Stopped')
  await expect(at('resume')).toBeVisible()
})

/** Has the window look as if it were not in front, and answers with what tells of the task bar and the notifications since. */
async function listenForTidings(): Promise<() => Promise<{ bars: number[]; notices: string[] }>> {
  const heard = await studio.app.evaluateHandle(({ BrowserWindow, Notification }) => {
    const all: { bars: number[]; notices: string[] } = { bars: [], notices: [] }
    const [window] = BrowserWindow.getAllWindows()
    if (window) {
      window.isFocused = () => false
      window.setProgressBar = (share) => void all.bars.push(share)
    }
    Notification.isSupported = () => true
    Notification.prototype.show = function show() {
      all.notices.push(`${this.title}: ${this.body}`)
    }
    return all
  })
  return () => heard.evaluate((all) => all)
}

test('a second run is set up by hand and completes, which the system is told', async () => {
  await at('new-run').click()
  await at('preset-select').click()
  await at('preset-select').locator('input').fill('small per')
  await studio.page.locator('.n-base-select-option', { hasText: 'Small perceptron GAN' }).click()
  await at('duration-count').locator('input').fill('1')
  const told = await listenForTidings()
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Completed', { timeout: 90_000 })
  await photograph(studio, 'train-completed')
  const { bars, notices } = await told()
  expect(notices).toEqual([expect.stringMatching(/^Run 2 · mlp-small: Completed after [\d,]+ steps\.$/)])
  expect(bars.some((bar) => bar > 0 && bar <= 1)).toBe(true)
  expect(bars.at(-1)).toBe(-1)
})

test('compare overlays the runs and says what differs', async () => {
  await at('rail-compare').click()
  const rows = at('run-row')
  await expect(rows).toHaveCount(2)
  const checks = at('compare-check')
  for (const check of await checks.all()) {
    if (!(await check.locator('[aria-checked="true"], input:checked').count())) await check.click()
  }
  await at('tab-parameters').click()
  await expect(at('difference-row').first()).toBeVisible()
  await at('tab-curves').click()
  await expect(at('compare-chart')).toHaveCount(4)
  await photograph(studio, 'compare')
})

const picture = () =>
  at('latent-canvas').evaluate((element) => (element instanceof HTMLCanvasElement ? element.toDataURL() : ''))
const identifier = () => at('latent-identifier').locator('input')

test('the seed plane goes with the hand, and its identifier leads back', async () => {
  await at('rail-latent').click()
  await expect(at('latent-canvas')).toBeVisible()
  await expect.poll(async () => new Set((await picture()).slice(-400)).size).toBeGreaterThan(10)
  const before = await picture()
  const box = await at('latent-stage').boundingBox()
  if (!box) throw new Error('the stage is not there')
  const { mouse, keyboard } = studio.page
  await mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await mouse.down()
  await mouse.move(box.x + box.width / 2 - 130, box.y + box.height / 2 - 50, { steps: 5 })
  await mouse.up()
  await expect(identifier()).toHaveValue('plane:0.65,0.25')
  await expect.poll(picture).not.toBe(before)
  const there = await picture()
  await at('add-keyframe').click()
  await at('latent-reset').click()
  await expect.poll(picture).toBe(before)
  await identifier().fill('plane:0.65,0.25')
  await keyboard.press('Enter')
  await expect.poll(picture).toBe(there)
})

test('a film is made, played and exported with the keyboard alone', async () => {
  const { keyboard } = studio.page
  await at('latent-stage').focus()
  for (let press = 0; press < 3; press++) {
    await keyboard.press('Shift+ArrowRight')
    await keyboard.press('k')
  }
  await expect(at('keyframe')).toHaveCount(4)
  await expect(identifier()).toHaveValue('seed:4')
  await photograph(studio, 'latent')
  await at('direction').first().locator('.n-slider-handle-wrapper').focus()
  await keyboard.press('ArrowRight')
  await expect(identifier()).toHaveValue(/^z:/)
  for (let place = 0; place < 3; place++) {
    await at('sum-place').nth(place).focus()
    await keyboard.press('Enter')
  }
  await at('sum-show').focus()
  await keyboard.press('Enter')
  await at('latent-stage').focus()
  await keyboard.press('Space')
  await expect(identifier()).toHaveValue(/^z:/)
  await keyboard.press('Space')
  const target = join(folder.home, 'film.webm')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, target)
  await at('latent-export').focus()
  await keyboard.press('Enter')
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect(studio.page.getByText('Wrote film.webm')).toBeVisible({ timeout: 30_000 })
  const film = readWebm(readFileSync(target))
  expect([film.times.length, film.duration]).toEqual([100, 4000])
  // A latent is loaded from its identifier by typing it.
  await at('latent-stage').focus()
  await keyboard.press('r')
  await expect(identifier()).toHaveValue('seed:0')
  await identifier().focus()
  await keyboard.press('Control+a')
  await keyboard.type('plane:0.65,0.25')
  await keyboard.press('Enter')
  await expect(identifier()).toHaveValue('plane:0.65,0.25')
})

test('the film is scrubbed, played and exported with the mouse', async () => {
  const slider = await at('latent-slider').boundingBox()
  if (!slider) throw new Error('the slider is not there')
  await studio.page.mouse.click(slider.x + slider.width / 2, slider.y + slider.height / 2)
  await expect(identifier()).toHaveValue(/^z:/)
  await at('latent-play').click()
  const before = await identifier().inputValue()
  await expect(identifier()).not.toHaveValue(before)
  await at('latent-play').click()
  const target = join(folder.home, 'picture.png')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, target)
  await at('latent-export').click()
  await studio.page.locator('.n-dropdown-option', { hasText: 'This picture as PNG' }).click()
  await expect(studio.page.getByText('Wrote picture.png')).toBeVisible({ timeout: 30_000 })
  expect(readFileSync(target).subarray(1, 4).toString()).toBe('PNG')
})

test('the latent of an image is sought with its progress, can be cancelled, and has its nearest training images', async () => {
  const [restarts, steps] = [studio.page.locator('#restarts'), studio.page.locator('#steps')]
  await at('image-panel').locator('summary').click()
  await restarts.fill('64')
  await steps.fill('5000')
  await studio.page.keyboard.press('Tab')
  await at('invert-draw').click()
  await expect(at('inversion-picture')).toBeVisible({ timeout: 30_000 })
  await photograph(studio, 'latent-inverting')
  await at('inversion-cancel').click()
  await expect(at('invert-choose')).toBeVisible()
  await restarts.fill('4')
  await steps.fill('60')
  await studio.page.keyboard.press('Tab')
  const picture = join(folder.home, 'picture.png')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
  }, picture)
  await at('invert-choose').focus()
  await studio.page.keyboard.press('Enter')
  await expect(at('inversion-found')).toContainText('levels apart', { timeout: 30_000 })
  await expect(identifier()).toHaveValue(/^z:/)
  await at('nearest-find').click()
  await expect(at('nearest-found').locator('img')).toHaveCount(6, { timeout: 30_000 })
  await photograph(studio, 'latent-inverted')
})

test('a grid of seeds leads to one of them', async () => {
  await at('mode-grid').click()
  await at('latent-grid').focus()
  await studio.page.keyboard.press('ArrowRight')
  await photograph(studio, 'latent-grid')
  await studio.page.keyboard.press('Enter')
  await expect(at('latent-canvas')).toBeVisible()
  await expect(identifier()).toHaveValue(/^(seed|plane):/)
})

test('the other run draws the same latent beside', async () => {
  await at('latent-reset').click()
  await at('latent-beside').click()
  await studio.page.locator('.n-base-select-option').first().click()
  await studio.page.keyboard.press('Escape')
  await expect(at('run-tile').locator('canvas')).toBeVisible({ timeout: 30_000 })
  await photograph(studio, 'latent-beside')
})

test('datasets, architecture, projects and settings show what is there', async () => {
  await at('rail-datasets').click()
  await expect(at('dataset-card')).toHaveCount(2)
  await photograph(studio, 'datasets')
  await at('dataset-card').first().click()
  await expect(studio.page.getByText('60,000').first()).toBeVisible()
  await photograph(studio, 'dataset')
  await at('rail-architecture').click()
  await expect(at('flow-node').first()).toBeVisible()
  await photograph(studio, 'architecture')
  await at('rail-projects').click()
  await expect(at('project-card')).toHaveCount(1)
  await photograph(studio, 'projects')
  await at('rail-settings').click()
  await expect(studio.page.getByText('compiled-cpu').first()).toBeVisible()
  await photograph(studio, 'settings')
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
