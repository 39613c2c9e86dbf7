import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow } from '../test/support/studio-window'
import { PATIENT, Pictures, panAndZoom, rest } from './window-probe'

const CHART = '[data-test="compare-chart"] canvas'

/** Megabytes that the processes of an Electron hold, by kind. */
const memoryOf = (studio: StudioWindow) =>
  studio.app.evaluate(({ app }) => {
    const of = (type: string): number =>
      app
        .getAppMetrics()
        .filter((metric) => metric.type === type)
        .reduce((sum, { memory }) => sum + memory.workingSetSize / 1000, 0)
    return { page: Math.round(of('Tab')), main: Math.round(of('Browser')) }
  })

/** What the studio needs for each deed on a home of `compare.mjs`, which no other process has open. */
export async function studioRound(home: string): Promise<object> {
  rmSync(join(home, '.electron'), { recursive: true, force: true })
  const first = await openStudio(home)
  const opened = first.page.getByTestId('rail-compare').click()
  await opened.catch(async (cause: unknown) => {
    // A home that another process has open, for one, is told in the window.
    throw new Error(`the studio does not open: ${await first.page.innerText('body')}`, { cause })
  })
  await first.page.locator(`${CHART}[aria-label*="8 lines"]`).nth(3).waitFor()
  // The database is checked beside the work, so that the next start finds it sound.
  await rest(9000)
  await first.close()

  const begin = Date.now()
  const studio = await openStudio(home)
  const { page } = studio
  const at = (name: string) => page.getByTestId(name)
  try {
    const seen = (selector: string, count: number) =>
      page
        .waitForFunction(
          ([wanted, least]) => document.querySelectorAll(wanted).length >= least && Date.now(),
          [selector, count] as const,
          { polling: 'raf' },
        )
        .then((handle) => handle.jsonValue())
    const rowsAt = Number(await seen('[data-test="run-row"]', 4))
    const curvesAt = Number(await seen(`${CHART}[aria-label*="8 lines"]`, 4))
    await resizeWindow(studio, 1280, 800)
    await rest(1000)
    await at('rail-projects').click()
    await at('project-card').first().waitFor()
    const pictures = await Pictures.of(page)
    const show = await pictures.time('click', () => at('rail-compare').click())
    await at('query').click()
    await page.keyboard.insertText('generator.learningRate < 0.001 and fid < 40 or batchSize = 3')
    const filter = await pictures.time('keydown', () => page.keyboard.press('2'))
    await expect(at('run-count')).toContainText(' of 1')
    await at('query').fill('')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    const head = page.locator('[data-test="column-head"][data-column="fid"]')
    const sort = await pictures.time('click', () => head.click())
    await at('group-by').click()
    await page.keyboard.type('batchSize')
    const option = page.locator('.n-base-select-option', { hasText: 'batchSize' }).first()
    await option.waitFor()
    const group = await pictures.time('click', () => option.click())
    await expect(at('group-row').first()).toBeVisible()
    await page.keyboard.press('Escape')
    await at('group-by').locator('.n-base-clear').click({ force: true })
    await expect(at('group-row')).toHaveCount(0)
    await at('query').fill('number <= 100')
    await expect(at('run-count')).toContainText('100 runs')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    const curves = await pictures.time('keydown', () => page.keyboard.press('Control+a'))
    await expect(page.locator(`${CHART}[aria-label*="100 lines"]`).nth(3)).toBeVisible()
    await page.locator('[data-test="smoothing"] [role="slider"]').focus()
    // Onto the grid of the slider: the next step then changes its number too, which the pictures show, while its handle moves by half a pixel.
    await page.keyboard.press('ArrowLeft')
    await pictures.rest()
    const smooth = await pictures.time('keydown', () => page.keyboard.press('ArrowLeft'), PATIENT)
    const box = await page.locator(CHART).first().boundingBox()
    if (!box) throw new Error('there is no chart')
    const frames = await panAndZoom(page, box, { pan: 'Shift', zoom: null, turns: 4 })
    const memory = await memoryOf(studio)
    await photograph(studio, 'compare-bench')
    expect(studio.complaints).toEqual([])
    const start = { rows: rowsAt - begin, curves: curvesAt - begin }
    return { milliseconds: { start, show, filter, sort, group, curves, smooth }, frames, memoryMB: memory }
  } finally {
    await studio.close()
  }
}
