import { join, resolve } from 'node:path'
import { openAddress, pageMemory } from './compare-others'
import { framesDuring, inkOf, PATIENT, Pictures, rest } from './window-probe'

// The deeds of compare-studio.ts in Aim, in the studio's own Electron as its browser. Its server is running with the same runs.

const root = resolve(import.meta.dirname, '..')

/**
 * What Aim needs for each deed, with four charts of 100 runs, of which it draws 500 points a line. Its table of runs does not sort; that
 * below its charts does, by a setting. `group` gives the lines of each batch size a colour. Its charts do not move: a drag marks the part
 * that they then show, which is `zoom`.
 * @param address of its server
 * @param moves whether a chart is pointed at and zoomed too
 */
export async function aimRound(address: string, moves: boolean): Promise<object> {
  const browser = await openAddress(`${address}/runs`)
  const { page } = browser
  page.setDefaultTimeout(60_000)
  try {
    const row = page.getByText(/^run \d+$/).first()
    await row.waitFor()
    const pictures = await Pictures.of(page)
    const show = await pictures.load(() => page.reload({ waitUntil: 'commit' }))
    // A box that invites to its community lies over the page until it is sent away.
    const skip = page.getByRole('button', { name: 'Skip' })
    if (await skip.isVisible()) await skip.click()
    await page.locator('.monaco-editor').first().click({ force: true })
    await page.keyboard.type('run.learningRate < 0.001 and run.batchSize == 32')
    const filter = await pictures.time('keydown', () => page.keyboard.press('Enter'))

    await page.goto(`${address}/metrics`)
    await page
      .locator('button', { hasText: /Metrics/ })
      .first()
      .click()
    for (const name of ['discriminatorLoss', 'fakeScore', 'generatorLoss', 'realScore']) {
      await page.locator('li', { hasText: name }).last().click()
    }
    await page.keyboard.press('Escape')
    const query = page.locator('.monaco-editor').first()
    await query.click({ force: true })
    await page.keyboard.type('int(run.name[4:]) <= 100')
    const still = await Pictures.of(page)
    const curves = await still.time('click', () => page.getByRole('button', { name: 'Search' }).click())
    await page.locator('.LineChart').nth(3).waitFor()
    await page.screenshot({ path: join(root, 'test-results/aim.png') })
    const smooth = await still.time('click', () => page.locator('[title="Apply smoothing"]').click(), PATIENT)
    const sortable = page.locator('[class*=TableColumn__SortButton]').first()
    await sortable.scrollIntoViewIfNeeded()
    const sort = await still.time('click', () => sortable.click())
    await page.locator('.icon-coloring').first().click()
    await page.locator('.GroupingPopover input').first().click()
    await page.keyboard.type('batchSize')
    const option = page.locator('[role="option"], .MuiAutocomplete-option', { hasText: 'batchSize' }).first()
    await option.waitFor()
    const group = await still.time('click', () => option.click())
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    const milliseconds = { show, filter, curves, smooth, sort, group }
    const memory = { page: await pageMemory(browser) }
    if (!moves) return { milliseconds, memoryMB: memory }

    const box = await page.locator('.LineChart').first().boundingBox()
    if (!box) throw new Error('there is no chart')
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    await page.mouse.move(x, y)
    await rest(1500)
    const ink = (await inkOf(page, box)).share
    const pointing = await framesDuring(page, async () => {
      for (let i = 0; i < 120; i++) await page.mouse.move(x + box.width * 0.3 * Math.sin(i / 12), y)
    })
    await page.locator('[title="Zoom in"]').click()
    await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.3)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.8, box.y + box.height * 0.7, { steps: 20 })
    const zoom = await still.time('pointerup', () => page.mouse.up())
    await page.screenshot({ path: join(root, 'test-results/aim-moved.png') })
    return { milliseconds: { ...milliseconds, zoom }, frames: { pointing }, ink, memoryMB: memory }
  } finally {
    await browser.app.close()
  }
}
