import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { drawPlanets } from '../support/planets'
import { openStudio, resizeWindow, type StudioWindow, temporaryHome, useTheme } from '../support/studio-window'
import { readWebm } from '../support/webm'

// What docs/guide.md says, in its order, from an empty home; each picture is one of the guide's.
const root = resolve(import.meta.dirname, '../..')
const pictures = process.env['STUDIO_SCREENSHOTS'] ?? join(root, 'test-results/walk')
const folder = temporaryHome()
const planets = join(folder.home, 'planets')
const film = join(folder.home, 'film.webm')
/** Steps of each of the two runs: enough to see what they draw. */
const STEPS = 400
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  await drawPlanets(planets, 512)
  studio = await openStudio(join(folder.home, 'home'))
  await resizeWindow(studio, 1280, 800)
  await useTheme(studio, 'light')
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

async function picture(name: string): Promise<void> {
  // Away from what shows a tooltip.
  await studio.page.mouse.move(700, 796)
  await studio.page.screenshot({ path: join(pictures, `guide-${name}.png`), animations: 'disabled' })
}

async function train(): Promise<void> {
  await at('duration-count').locator('input').fill(String(STEPS))
  await studio.page.keyboard.press('Tab')
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Completed', { timeout: 400_000 })
}

test('the start page opens a folder of images', async () => {
  await expect(at('start-folder')).toBeVisible()
  await picture('start')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
  }, planets)
  await at('start-folder').click()
  await expect(at('found-images')).toHaveText('512')
  await at('import-next').click()
  await expect(at('import-samples').locator('img')).toHaveCount(12)
  await picture('import')
  await at('import-start').click()
  await expect(at('import-result')).toContainText('512 images', { timeout: 60_000 })
})

test('it trains on them at once', async () => {
  await at('import-train').click()
  await expect(at('train-button')).toBeEnabled()
  await picture('set-up')
  await train()
  await expect(at('live-grid')).toBeVisible()
  await picture('train')
})

test('what healthy curves look like is explained beside the curves', async () => {
  await at('healthy-curves').click()
  await expect(at('curves-healthy')).toBeVisible()
  await at('curve-help').screenshot({ path: join(pictures, 'guide-curves.png'), animations: 'disabled' })
  await at('curve-help-close').click()
  await expect(at('curve-help')).toBeHidden()
})

test('a second run differs in one setting', async () => {
  await at('new-run').click()
  await at('batch-size').locator('input').fill('16')
  await train()
})

test('the two runs stand side by side', async () => {
  await studio.page.keyboard.press('Control+5')
  await expect(at('run-row')).toHaveCount(2)
  for (const check of await at('compare-check').all()) {
    if (!(await check.locator('[aria-checked="true"], input:checked').count())) await check.click()
  }
  await at('tab-parameters').click()
  await expect(at('difference-row').first()).toContainText(/batch/i)
  await at('tab-pictures').click()
  await expect(at('tab-pictures')).toHaveAttribute('aria-selected', 'true')
  await expect(studio.page.locator('main img').first()).toBeVisible()
  await picture('compare')
})

test('a film goes through the latent space of one of them', async () => {
  await studio.page.keyboard.press('Control+6')
  await expect(at('latent-canvas')).toBeVisible()
  await at('latent-stage').focus()
  for (let place = 0; place < 4; place++) {
    await studio.page.keyboard.press('k')
    await studio.page.keyboard.press('Shift+ArrowRight')
  }
  await expect(at('keyframe')).toHaveCount(4)
  await at('film-loop').click()
  await picture('film')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, film)
  await at('latent-export').click()
  await studio.page.locator('.n-dropdown-option', { hasText: 'WebM' }).click()
  await expect.poll(() => frames(film), { timeout: 60_000 }).toBeGreaterThan(50)
})

test('the disk shows what the work takes, and what a clean-up would free', async () => {
  await studio.page.keyboard.press('Control+7')
  await expect(at('usage-row').first()).toBeVisible()
  await at('disk-panel').scrollIntoViewIfNeeded()
  await at('clean-up').click()
  await expect(at('clean-checkpoints')).toBeVisible()
  await at('clean-dialog').screenshot({ path: join(pictures, 'guide-clean-up.png'), animations: 'disabled' })
  await at('clean-dialog').getByText('Cancel').click()
  await expect(at('clean-dialog')).toBeHidden()
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})

/** Frames of a film; 0 while it is not written. */
function frames(file: string): number {
  try {
    return readWebm(readFileSync(file)).times.length
  } catch {
    return 0
  }
}
