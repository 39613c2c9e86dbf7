import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronRuntime } from '../scripts/electron-runtime.mjs'
import { Pictures, panAndZoom } from './window-probe'

// The deeds of compare-studio.ts in TensorBoard and in Aim, in the studio's own Electron as their browser. Their servers are running with
// the same runs and have loaded all of them.

const root = resolve(import.meta.dirname, '..')

interface Browser {
  readonly app: ElectronApplication
  readonly page: Page
}

async function open(address: string): Promise<Browser> {
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

const memoryOf = ({ app }: Browser): Promise<number> =>
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
  const browser = await open(`${address}/?tagFilter=${encodeURIComponent(TAGS)}#timeseries`)
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
    const slider = page.locator('metrics-dashboard-settings-component input[type="range"]').last()
    await slider.focus()
    const smooth = await pictures.time('keydown', () => page.keyboard.press('ArrowRight'))
    const milliseconds = { show, filter, sort, curves, smooth }
    const memory = { page: await memoryOf(browser) }
    if (!moves) return { chosenAtFirst, milliseconds, memoryMB: memory }
    const box = await page.locator('line-chart').first().boundingBox()
    if (!box) throw new Error('there is no chart')
    const frames = await panAndZoom(page, box, { pan: 'Shift', zoom: 'Alt' })
    await page.screenshot({ path: join(root, 'test-results/tensorboard-moved.png') })
    return { chosenAtFirst, milliseconds, frames, memoryMB: memory }
  } finally {
    await browser.app.close()
  }
}

/**
 * What Aim needs to show its runs, and the four charts of all of them. Its lines are 500 points each. Its other deeds are left out: a query
 * is typed into an editor that takes no keys of a script, its charts do not move with a drag.
 */
export async function aimRound(address: string): Promise<object> {
  const browser = await open(`${address}/runs`)
  const { page } = browser
  try {
    await page
      .getByText(/^run \d+$/)
      .first()
      .waitFor()
    const pictures = await Pictures.of(page)
    const show = await pictures.load(() => page.reload({ waitUntil: 'commit' }))
    await page.goto(`${address}/metrics`)
    await page
      .locator('button', { hasText: /Metrics/ })
      .first()
      .click()
    for (const name of ['discriminatorLoss', 'fakeScore', 'generatorLoss', 'realScore']) {
      await page.locator('li', { hasText: name }).last().click()
    }
    await page.keyboard.press('Escape')
    const still = await Pictures.of(page)
    const curves = await still.time('click', () => page.getByRole('button', { name: 'Search' }).click())
    await page.screenshot({ path: join(root, 'test-results/aim.png') })
    return { milliseconds: { show, curves }, memoryMB: { page: await memoryOf(browser) } }
  } finally {
    await browser.app.close()
  }
}
