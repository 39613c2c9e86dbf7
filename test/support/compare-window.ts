import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator } from '@playwright/test'
import type { StudioWindow } from './studio-window'

/** The ids of the chosen runs of the table that are drawn, in its order. */
export const chosenIds = ({ page }: StudioWindow): Promise<string[]> =>
  page
    .locator('[data-test="run-row"][aria-selected="true"]')
    .evaluateAll((rows) => rows.flatMap((row) => row.getAttribute('data-run') ?? []))

/** Filters the table, which then has so many runs, and the keys. */
export async function findRuns({ page }: StudioWindow, query: string, count: number): Promise<void> {
  await page.getByTestId('query').fill(query)
  // The first closes what completes the query.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('run-row')).toHaveCount(count)
  await expect(page.getByTestId('run-table')).toBeFocused()
}

/** Chooses the runs that a query finds, and no others. */
export async function chooseFound(studio: StudioWindow, query: string, count: number): Promise<void> {
  const { page } = studio
  await findRuns(studio, query, count)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+a')
  await expect(page.getByTestId('run-count')).toContainText(`· ${count} chosen`)
}

/** The step that a chart names when its canvas is pointed at, some pixels from its left top corner. */
export async function stepUnder(chart: Locator, x: number): Promise<number> {
  await chart.locator('canvas').hover({ position: { x, y: 60 } })
  const words = await chart.getByTestId('chart-readout').innerText()
  return Number(/^Step ([\d,]+)/.exec(words)?.[1]?.replaceAll(',', ''))
}

/** What a canvas shows, as the address of a picture. */
export const drawnOn = (canvas: Locator): Promise<string> =>
  canvas.evaluate((element) => (element instanceof HTMLCanvasElement ? element.toDataURL() : ''))

/** Exports the pictures over training by an item of the menu, and reads the file. */
export async function exportedFilm({ app, page }: StudioWindow, home: string, item: string): Promise<Buffer> {
  const name = `film.${item.toLowerCase()}`
  const target = join(home, name)
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, target)
  await page.getByTestId('film-export').click()
  await page.locator('.n-dropdown-option', { hasText: item }).click()
  await expect(page.getByText(`Wrote ${name}`)).toBeVisible({ timeout: 30_000 })
  return readFileSync(target)
}

/** Drags an element to a place without letting it go: pixels of the window. */
export async function dragTo({ page }: StudioWindow, from: Locator, to: { readonly x: number; readonly y: number }) {
  const box = await from.boundingBox()
  if (!box) throw new Error('what is to be dragged is not there')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 4 })
}

/** What the readout of a chart says at a step, which the pointer goes to from its middle. */
export async function readoutAt({ page }: StudioWindow, chart: Locator, step: number): Promise<string> {
  const box = await chart.locator('canvas').boundingBox()
  if (!box) throw new Error('there is no chart')
  const words = chart.getByTestId('chart-readout')
  for (let x = box.x + box.width / 2; x < box.x + box.width; x += 2) {
    await page.mouse.move(x, box.y + box.height / 2)
    const text = (await words.isVisible()) ? await words.innerText() : ''
    if (text.startsWith(`Step ${step}\n`)) return text
  }
  throw new Error(`no pixel of the chart is step ${step}`)
}
