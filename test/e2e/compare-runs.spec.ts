import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { decodePng } from '../../src-main/trainer/pictures/png'
import { addQueue, hideMeasures, trainDifferent } from '../support/compare-study'
import { chooseFound, dragTo } from '../support/compare-window'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const folder = temporaryHome()
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  trainDifferent(folder.home)
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1560, 960)
  await at('rail-compare').click()
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

test('a conditional run is shown class by class, each row the images that it drew of the class', async () => {
  await chooseFound(studio, 'preset = cgan', 1)
  await at('tab-pictures').click()
  await at('view-classes').click()
  const lines = at('class-line')
  await expect(lines).toHaveCount(10)
  const file = readFileSync(join(folder.home, 'projects/first/runs/first-2/samples/step-0000002.png'))
  const { width, pixels } = await decodePng(file, 'grid')
  // Images of 28 pixels with one between them: the fifth row is that of the digit 4.
  const expected = Array.from({ length: 28 * 28 }, (_, i) => {
    const [x, y] = [1 + (i % 28), 1 + 4 * 29 + Math.floor(i / 28)]
    return pixels[4 * (y * width + x)]
  })
  const drawn = () =>
    lines
      .nth(4)
      .locator('canvas')
      .evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return []
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, 28, 28) ?? { data: [] }
        return Array.from(data).filter((_, i) => i % 4 === 0)
      })
  await expect.poll(drawn).toEqual(expected)
  await expect(lines.nth(4)).toContainText('4')
  await photograph(studio, 'compare-classes')
})

test('pictures of imported event files stand beside those of a run of the studio, and lie over them', async () => {
  const { page } = studio
  await studio.app.evaluate(
    ({ dialog }, filePath) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
    },
    join(folder.home, 'logs'),
  )
  await at('query').fill('')
  await at('table-more').click()
  await page.locator('.n-dropdown-option', { hasText: 'Import a folder' }).click()
  await expect(at('run-count')).toContainText('3 runs')
  await chooseFound(studio, 'source = tensorboard or number = 1', 2)
  await expect(at('compare-grid').locator('img')).toBeVisible()
  await expect(at('imported-picture').locator('img')).toBeVisible()
  await page.getByRole('slider', { name: 'Step' }).press('Home')
  await expect(at('picture-place')).toHaveText(['step 0', 'step 0'])
  await photograph(studio, 'compare-imported')
  await at('view-pair').click()
  const brightest = () =>
    at('pair-stage')
      .locator('canvas')
      .first()
      .evaluate((canvas) => {
        if (!(canvas instanceof HTMLCanvasElement)) return -1
        const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
        let most = 0
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] !== 0) most = Math.max(most, data[i] ?? 0)
        return most
      })
  await at('pair-beside').click()
  await expect.poll(brightest).toBeGreaterThan(100)
  // The log holds the very pictures of the run: nothing is left of the difference.
  await at('pair-difference').click()
  await expect.poll(brightest).toBe(0)
  await at('view-columns').click()
  await at('tab-parameters').click()
  await expect(at('difference-note')).toHaveText('These runs have the same settings, as far as their logs say them.')
  await photograph(studio, 'compare-imported-settings')
})

test('runs that cannot be read are told, and are there when it is tried again', async () => {
  await studio.close()
  hideMeasures(folder.home, true)
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
  await at('rail-compare').click()
  const failure = studio.page.getByRole('alert')
  await expect(failure).toBeVisible()
  await photograph(studio, 'compare-failed')
  hideMeasures(folder.home, false)
  await failure.getByRole('button', { name: 'Try again' }).click()
  await expect(at('run-row').first()).toBeVisible()
  await expect(failure).toBeHidden()
})

test('runs that wait are put in order by keys and by dragging, and a higher limit begins the next', async () => {
  await studio.close()
  addQueue(folder.home)
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
  await studio.page.getByTestId('rail-compare').click()
  await at('tab-queue').click()
  const order = () => at('queue-run').evaluateAll((runs) => runs.map((run) => run.dataset['run']?.split('-').at(-1)))
  await expect.poll(order).toEqual(['21', '22'])
  await at('queue-run').last().locator('button').first().press('Alt+ArrowUp')
  await expect.poll(order).toEqual(['22', '21'])
  await at('queue-run')
    .last()
    .dragTo(at('queue-run').first(), { targetPosition: { x: 200, y: 2 } })
  await expect.poll(order).toEqual(['21', '22'])
  // A drag that ends with Escape, or outside of the list, moves nothing.
  const last = at('queue-run').last()
  const top = await at('queue-run').first().boundingBox()
  if (!top) throw new Error('nothing waits')
  await dragTo(studio, last, { x: top.x + 200, y: top.y + 3 })
  // What is entered is dragged over with the next move.
  await studio.page.mouse.move(top.x + 200, top.y + 2)
  await expect(at('queue-run').first()).toHaveClass(/above/)
  await studio.page.keyboard.press('Escape')
  await studio.page.mouse.up()
  await expect(last).not.toHaveClass(/dragged/)
  await dragTo(studio, last, { x: top.x + 200, y: top.y + 3 })
  // What is entered is dragged over with the next move.
  await studio.page.mouse.move(top.x + 200, top.y + 2)
  await expect(at('queue-run').first()).toHaveClass(/above/)
  await studio.page.mouse.move(top.x + 200, top.y - 60, { steps: 4 })
  await expect(at('queue-run').first()).not.toHaveClass(/above/)
  await studio.page.mouse.up()
  await expect(last).not.toHaveClass(/dragged/)
  expect(await order()).toEqual(['21', '22'])
  await photograph(studio, 'compare-queue')
  await at('at-once').locator('input').fill('2')
  await at('at-once').locator('input').press('Enter')
  await expect.poll(order).toEqual(['22'])
})

test('the table and the list of two thousand runs draw those in sight, and the keyboard reaches all of them', async () => {
  const { page } = studio
  await at('query').fill('')
  await page.keyboard.press('Escape')
  await expect(at('run-count')).toContainText('2,006 runs')
  expect(await at('run-row').count()).toBeLessThan(60)
  await at('run-table').press('End')
  const lines = Number(await at('run-table').getAttribute('aria-rowcount')) - 1
  expect(lines).toBe(2006)
  await expect(page.locator(`#compare-line-${lines - 1} .name`)).toBeInViewport({ ratio: 1 })
  expect(await at('run-row').count()).toBeLessThan(60)
  await at('rail-train').click()
  await at('tab-runs').click()
  const rows = at('run-row')
  await expect(rows.first()).toBeVisible()
  expect(await rows.count()).toBeLessThan(60)
  const place = () => page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('aria-posinset'))
  const all = (await rows.first().locator('xpath=..').getAttribute('aria-setsize')) ?? ''
  expect(Number(all)).toBeGreaterThan(2000)
  await rows.first().focus()
  await page.keyboard.press('ArrowDown')
  expect(await place()).toBe('2')
  await page.keyboard.press('End')
  expect(await place()).toBe(all)
  await expect(page.locator('[data-test="run-row"]:focus')).toBeInViewport({ ratio: 1 })
  await photograph(studio, 'train-runs')
  expect(await rows.count()).toBeLessThan(60)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-test="run-row"][aria-current="page"]')).toHaveAttribute('data-run', 'first-2098')
  // Where another page takes the list's place and gives it back, it is where the run is.
  await at('tab-set-up').click()
  await at('tab-runs').click()
  await expect(page.locator('[data-test="run-row"][aria-current="page"]')).toBeInViewport({ ratio: 1 })
})
