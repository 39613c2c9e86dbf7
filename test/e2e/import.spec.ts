import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const files = resolve(import.meta.dirname, '../fixtures/datasets/files')
const folder = temporaryHome()
const source = join(folder.home, 'source', 'flowers')
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

/** Flowers in classes, one of another size, two that are broken. */
function makeSource(): void {
  for (let copy = 0; copy < 45; copy++) {
    for (const name of ['rose', 'tulip', 'daisy']) {
      mkdirSync(join(source, name), { recursive: true })
      cpSync(join(files, 'folders', name, `${name}-0.png`), join(source, name, `${name}-${copy}.png`))
    }
  }
  cpSync(join(files, 'images', 'prepare.png'), join(source, 'rose', 'tall.png'))
  cpSync(join(files, 'folders', 'rose', 'broken.png'), join(source, 'rose', 'broken.png'))
  writeFileSync(join(source, 'tulip', 'empty.png'), '')
}

test.beforeAll(async () => {
  makeSource()
  studio = await openStudio(join(folder.home, 'home'))
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

test('a folder that is dropped on the window shows what is in it', async () => {
  await expect(at('quick-start')).toBeVisible()
  const devtools = await studio.page.context().newCDPSession(studio.page)
  const data = { items: [], files: [source], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data })
  }
  await expect(at('import-sheet')).toBeVisible()
  await expect(at('found-images')).toHaveText('138')
  await photograph(studio, 'import-found')
})

test('the choices have a live preview', async () => {
  await at('import-next').click()
  await expect(at('import-samples').locator('img')).toHaveCount(12)
  const first = () => at('import-samples').locator('img').first().getAttribute('src')
  const before = await first()
  await at('size-height').locator('input').fill('64')
  await at('size-width').locator('input').fill('64')
  await at('size-width').locator('input').press('Enter')
  await expect.poll(first).not.toBe(before)
  await photograph(studio, 'import-choices')
})

test('the report tells of every file that could not be used', async () => {
  await at('import-name').fill('Flowers')
  await expect(at('import-start')).toBeEnabled()
  await at('import-start').click()
  await expect(at('import-result')).toContainText('136 images', { timeout: 60_000 })
  await expect(at('import-result')).toContainText('2 files skipped')
  await expect(at('skip-table')).toContainText('Damaged')
  await expect(at('skip-table')).toContainText('Empty')
  await photograph(studio, 'import-report')
  await at('import-show').click()
})

test('images are filtered, looked at, left out and taken in again', async () => {
  await expect(at('shown-count')).toHaveText('136 images')
  await at('image-grid').click({ position: { x: 20, y: 20 } })
  await expect(at('image-details')).toContainText('daisy/daisy-0.png')
  await at('exclude-images').click()
  await expect(at('image-details')).toContainText('left out')
  await photograph(studio, 'dataset-curated')
  await at('restore-images').click()
  await expect(at('image-details')).toContainText('used')
})

test('dcgan trains on it', async () => {
  test.setTimeout(240_000)
  await at('train-on-dataset').click()
  await at('preset-select').click()
  await studio.page.locator('.n-base-select-option', { hasText: 'DCGAN 64×64' }).click()
  await at('batch-size').locator('input').fill('4')
  await at('dataset-select').click()
  await studio.page.locator('.n-base-select-option', { hasText: 'Flowers' }).click()
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Running', { timeout: 90_000 })
  const step = async () => Number((await at('run-step').first().innerText()).replace(/\D/g, ''))
  await expect.poll(step, { timeout: 120_000 }).toBeGreaterThanOrEqual(2)
  await photograph(studio, 'train-imported')
  await at('stop').click()
  await expect(at('run-status')).toContainText('Stopped', { timeout: 60_000 })
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
