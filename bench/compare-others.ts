import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronRuntime } from '../scripts/electron-runtime.mjs'
import { PATIENT, Pictures, panAndZoom } from './window-probe'

// The deeds of compare-studio.ts in TensorBoard, in the studio's own Electron as its browser. Its server is running with the same runs and
// has loaded all of them.

const root = resolve(import.meta.dirname, '..')

/** An Electron that shows one page. */
export interface Browser {
  readonly app: ElectronApplication
  readonly page: Page
}

/** Opens an address in the studio's own Electron. */
export async function openAddress(address: string): Promise<Browser> {
  const data = join(tmpdir(), 'gan-studio-bench-browser')
  rmSync(data, { recursive: true, force: true })
  const app = await _electron.launch({
    executablePath: await electronRuntime(),
    colorScheme: null,
    args: [
      '--no-sandbox',
      '--force-device-scale-factor=1',
      `--user-data-dir=${data}`,
      join(root, 'bench/web-page.cjs'),
      address,
    ],
  })
  const page = await app.firstWindow()
  page.setDefaultTimeout(30_000)
  return { app, page }
}

/** Megabytes that the page holds. */
export const pageMemory = ({ app }: Browser): Promise<number> =>
  app.evaluate(({ app: electron }) =>
    Math.round(
      electron
        .getAppMetrics()
        .filter(({ type }) => type === 'Tab')
        .reduce((sum, { memory }) => sum + memory.workingSetSize / 1000, 0),
    ),
  )

/** The four charts that the studio shows. */
const TAGS = '^(generatorLoss|discriminatorLoss|realScore|fakeScore)$'

/**
 * What TensorBoard needs for each deed. It groups nothing.
 * @param address of its server
 * @param moves whether a chart is moved and zoomed too, which takes a minute
 */
export async function tensorBoardRound(address: string, moves: boolean): Promise<object> {
  const browser = await openAddress(`${address}/?tagFilter=${encodeURIComponent(TAGS)}#timeseries`)
  const { page } = browser
  try {
    const runs = page.getByRole('textbox', { name: 'Filter runs (regex)' })
    const rows = page.locator('tb-data-table-content-row')
    await runs.waitFor()
    await rows.first().waitFor()
    const pictures = await Pictures.of(page)
    await pictures.rest()
    const all = page.locator('input[type="checkbox"]').first()
    // More runs than it thinks can be drawn are not chosen at first.
    const chosenAtFirst = await all.isChecked()
    const show = await pictures.load(() => page.reload({ waitUntil: 'commit' }))
    await runs.click()
    await page.keyboard.insertText('bench-.*[05]')
    const filter = await pictures.time('keydown', () => page.keyboard.press('$'))
    await runs.fill('')
    await page.keyboard.press('Backspace')
    await pictures.rest()
    const header = page.locator('tb-data-table-header-cell', { hasText: 'Run' }).first()
    const sort = await pictures.time('click', () => header.click())
    await runs.click()
    await page.keyboard.type('bench-(\\d|\\d\\d|100)$')
    await page.waitForFunction(
      () => document.querySelectorAll('runs-data-table tb-data-table-content-row').length === 100,
    )
    if (await all.isChecked()) await all.click({ force: true })
    await pictures.rest()
    const curves = await pictures.time('click', () => all.click({ force: true }))
    await page.screenshot({ path: join(root, 'test-results/tensorboard.png') })
    // Not the sliders of pictures beside it: it alone ends at 0.99.
    const slider = page.locator('metrics-dashboard-settings-component input[type="range"][max="0.99"]')
    await slider.focus()
    const smooth = await pictures.time('keydown', () => page.keyboard.press('ArrowRight'), PATIENT)
    const milliseconds = { show, filter, sort, curves, smooth }
    const memory = { page: await pageMemory(browser) }
    if (!moves) return { chosenAtFirst, milliseconds, memoryMB: memory }
    const box = await page.locator('line-chart').first().boundingBox()
    if (!box) throw new Error('there is no chart')
    const frames = await panAndZoom(page, box, { pan: 'Shift', zoom: 'Alt', turns: 1 })
    await page.screenshot({ path: join(root, 'test-results/tensorboard-moved.png') })
    return { chosenAtFirst, milliseconds, frames, memoryMB: memory }
  } finally {
    await browser.app.close()
  }
}
