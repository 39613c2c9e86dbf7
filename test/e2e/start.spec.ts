import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const rose = resolve(import.meta.dirname, '../fixtures/datasets/files/folders/rose/rose-0.png')
const folder = temporaryHome()
const source = join(folder.home, 'roses')
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  mkdirSync(source)
  for (let copy = 0; copy < 24; copy++) cpSync(rose, join(source, `rose-${copy}.png`))
  studio = await openStudio(join(folder.home, 'home'))
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)
const press = (key: string) => studio.page.keyboard.press(key)

/** Screenshots at both sizes that the window has to look right at. */
async function photographBoth(name: string): Promise<void> {
  await photograph(studio, name)
  await resizeWindow(studio, 1920, 1080)
  await photograph(studio, `${name}-large`)
  await resizeWindow(studio, 1280, 800)
}

test('the tour goes through five screens by the keyboard, can be left, and is remembered', async () => {
  await expect(at('start-tour')).toHaveText('Take the tour')
  await photographBoth('start')
  await at('start-tour').focus()
  await press('Enter')
  for (const [place, screen] of ['datasets', 'architecture', 'train', 'compare', 'latent'].entries()) {
    await expect(at('tour-place')).toHaveText(`Step ${place + 1} of 5`)
    await expect(at(`rail-${screen}`)).toHaveAttribute('aria-current', 'page')
    await expect(at('tour')).toBeFocused()
    if (place === 1) await photograph(studio, 'tour')
    if (place < 4) await press('ArrowRight')
  }
  await press('ArrowLeft')
  await expect(at('tour-place')).toHaveText('Step 4 of 5')
  await press('Escape')
  await expect(at('tour')).toBeHidden()
  await at('rail-projects').click()
  await studio.page.reload()
  await expect(at('start-tour')).toHaveText('Take the tour again')
})

test('the help menu and the palette start the tour anew', async () => {
  await at('help-menu').focus()
  await press('Enter')
  await studio.page.locator('.n-dropdown-option', { hasText: 'Take the tour' }).click()
  await expect(at('tour-place')).toHaveText('Step 1 of 5')
  await at('tour-leave').click()
  await press('Control+k')
  await at('palette-input').fill('tour')
  await press('Enter')
  await expect(at('tour-place')).toHaveText('Step 1 of 5')
  await press('Escape')
  await expect(at('tour')).toBeHidden()
})

test('a folder becomes a dataset that is ready to train', async () => {
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
  }, source)
  await at('rail-projects').click()
  await at('start-folder').click()
  await at('import-start').click()
  await at('import-train').click({ timeout: 60_000 })
  await expect(at('dataset-select')).toContainText('roses')
  await expect(at('train-button')).toBeEnabled()
  await photograph(studio, 'start-ready')
})

test('terms are explained where they stand', async () => {
  await at('term-objective').focus()
  await expect(at('term-text')).toContainText('which loss each network minimises')
  await photograph(studio, 'term')
  await press('Escape')
  await expect(at('term-text')).toBeHidden()
  await at('help-menu').click()
  await studio.page.locator('.n-dropdown-option', { hasText: 'healthy curves' }).click()
  await expect(at('curves-saturated')).toBeVisible()
  await photograph(studio, 'curve-help')
  await press('Escape')
  await expect(at('curve-help')).toBeHidden()
  await at('help-menu').click()
  await studio.page.locator('.n-dropdown-option', { hasText: 'Terms' }).click()
  await at('glossary-find').fill('collapse')
  await expect(at('glossary')).toContainText('Mode collapse')
  await photograph(studio, 'glossary')
  await press('Escape')
})

test('the settings say what the disk holds, and a clean-up shows first what it would free', async () => {
  await at('rail-settings').click()
  await expect(at('disk-total')).toContainText('free on its disk')
  await expect(at('usage-row').filter({ hasText: 'roses' })).toBeVisible()
  await at('disk-panel').scrollIntoViewIfNeeded()
  await photographBoth('disk')
  await at('clean-up').click()
  await expect(at('clean-dialog')).toContainText('Older checkpoints')
  await expect(at('clean-do')).toBeDisabled()
  await photograph(studio, 'clean-up')
  await press('Escape')
  await expect(at('clean-dialog')).toBeHidden()
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
