import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page, test } from '@playwright/test'
import { electronRuntime } from '../scripts/electron-runtime.mjs'
import { Pictures, panAndZoom, rest, type Timed } from './window-probe'

// The same as compare-window.spec.ts in TensorBoard and in Aim, in the studio's own Electron as their browser. Both are to be running with
// the runs of `compare.mjs`; TENSORBOARD and AIM are their addresses. What has no address is left out.

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
  return { app, page: await app.firstWindow() }
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

function keep(name: string, result: object): void {
  const file = join(root, 'bench/results/compare-window.json')
  const machine = `${cpus()[0]?.model}, ${availableParallelism()} cores, no GPU, Xvfb`
  const before: unknown = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(file, `${JSON.stringify({ ...Object(before), [name]: { machine, ...result } }, null, 2)}\n`)
  console.log(JSON.stringify(result, null, 2))
}

const tensorBoard = process.env['TENSORBOARD']
if (tensorBoard !== undefined) {
  test('TensorBoard', async () => {
    const browser = await open(`${tensorBoard}/#timeseries`)
    const { page } = browser
    try {
      const runs = page.getByRole('textbox', { name: 'Filter runs (regex)' })
      await runs.waitFor()
      const pictures = await Pictures.of(page)
      const milliseconds: Record<string, Timed> = {}
      milliseconds['show'] = await pictures.load(() => page.reload({ waitUntil: 'commit' }))
      await runs.click()
      await page.keyboard.insertText('bench-.*[05]')
      milliseconds['filter'] = await pictures.time('keydown', () => page.keyboard.press('$'))
      await runs.fill('')
      await page.keyboard.press('Backspace')
      await rest(3000)
      const header = page.locator('tb-data-table-header-cell', { hasText: 'Run' }).first()
      milliseconds['sort'] = await pictures.time('click', () => header.click())
      await runs.click()
      await page.keyboard.type('bench-(\\d|\\d\\d|100)$')
      await page.waitForFunction(() => document.querySelectorAll('tb-data-table-content-row').length === 100)
      const all = page.locator('input[type="checkbox"]').first()
      await all.click({ force: true })
      // TensorBoard asks for curves when they come into view; nothing in the page says that all are there.
      await rest(10_000)
      const box = await page.locator('line-chart').first().boundingBox()
      if (!box) throw new Error('there is no chart')
      const frames = await panAndZoom(page, box, { pan: 'Shift', zoom: 'Alt' })
      await page.screenshot({ path: join(root, 'test-results/tensorboard.png') })
      keep('tensorboard', { milliseconds, frames, memoryMB: { page: await memoryOf(browser) } })
    } finally {
      await browser.app.close()
    }
  })
}

const aim = process.env['AIM']
if (aim !== undefined) {
  test('Aim', async () => {
    const browser = await open(`${aim}/runs`)
    const { page } = browser
    try {
      await page.getByText('run 999', { exact: true }).waitFor()
      const pictures = await Pictures.of(page)
      const milliseconds: Record<string, Timed> = {}
      milliseconds['show'] = await pictures.load(() => page.reload({ waitUntil: 'commit' }))
      await page.screenshot({ path: join(root, 'test-results/aim.png') })
      keep('aim', { milliseconds, memoryMB: { page: await memoryOf(browser) } })
    } finally {
      await browser.app.close()
    }
  })
}
