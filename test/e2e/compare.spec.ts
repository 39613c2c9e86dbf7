import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import Database from 'libsql'
import { z } from 'zod'
import { readGif } from '../support/gif'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const rate = 'optimisers.generator.learningRate'

/** What the command line says of the study: the oracle of what the dashboard has to show. */
const Study = z.object({
  runs: z.array(z.object({ id: z.string(), measures: z.array(z.object({ best: z.object({ value: z.number() }) })) })),
  differences: z.array(z.object({ path: z.string(), values: z.array(z.unknown()) })),
  ranking: z.object({ result: z.string() }),
})

const folder = temporaryHome()
let studio: StudioWindow
let bestRate: unknown
let ranking: string

test.describe.configure({ mode: 'serial' })

/** Trains a study and finds by hand which of its learning rates has the best mean. */
function trainStudy(): void {
  const vary = `${rate}+optimisers.discriminator.learningRate=1e-6,1e-3,3e-2`
  const cadences = ['--set', 'samples.cadence.unit=steps', '--set', 'samples.cadence.every=20']
  const options = ['--vary', vary, '--seeds', '3', '--steps', '80', '--measure', 'swd', '--samples', '200', ...cadences]
  const words = ['study', 'mlp-small', ...options, '--json', '--home', folder.home]
  const said = execFileSync(process.execPath, [headless, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { runs, differences, ranking: ranked } = Study.parse(JSON.parse(said))
  const rates = differences.find(({ path }) => path === rate)?.values ?? []
  const means = [...new Set(rates)].map((value) => {
    const own = runs.flatMap(({ measures }, i) => (rates[i] === value ? (measures[0]?.best.value ?? []) : []))
    return { value, count: own.length, mean: own.reduce((sum, one) => sum + one, 0) / own.length }
  })
  expect(means.map(({ count }) => count)).toEqual([3, 3, 3])
  bestRate = means.sort((a, b) => a.mean - b.mean)[0]?.value
  ranking = ranked.result
}

/** Works on the database of the study while no studio has it open. */
function inDatabase(...statements: readonly string[]): void {
  const database = new Database(join(folder.home, 'studio.sqlite'))
  for (const statement of statements) database.exec(statement)
  database.close()
}

/**
 * What may happen to runs in a night: those of the smallest rate had it changed (all of them, so that they stay one setup), one was
 * resumed, and an alert was raised.
 */
function addEvents(): void {
  const first = '(SELECT id FROM run ORDER BY number LIMIT 1)'
  const change = JSON.stringify({ setting: rate, value: 1e-4 })
  inDatabase(
    `INSERT INTO run_change (run, step, setting, change, at) SELECT id, 20, '${rate}', '${change}', 1 FROM run
      WHERE json_extract(config, '$.${rate}') < 1e-5`,
    `INSERT INTO run_start (run, step, reached, engine, at) VALUES (${first}, 40, 55, 'compiled-cpu', 1)`,
    `INSERT OR REPLACE INTO alert (run, kind, step, since, at, detail) VALUES (${first}, 'divergence', 70, 60, 1, 'it diverges')`,
  )
}

/** Three runs that are to train for very long. */
function addQueue(): void {
  const length = JSON.stringify({ unit: 'steps', count: 1_000_000 })
  for (const number of [10, 11, 12]) {
    inDatabase(
      `INSERT INTO run (id, project, number, name, preset, dataset, config, parameters, state, status, progress, created, updated,
        training_seconds, queue_place)
      SELECT project || '-${number}', project, ${number}, 'night', preset, dataset, json_set(config, '$.duration', json('${length}')),
        parameters, 'queued', '{"state":"queued"}', json_set(progress, '$.step', 0, '$.steps', 1000000), created, updated, 0, ${number}
      FROM run ORDER BY number LIMIT 1`,
    )
  }
}

test.beforeAll(async () => {
  trainStudy()
  addEvents()
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

test('the dashboard alone finds the best setting, and says how sure that is', async () => {
  const { page } = studio
  await at('rail-compare').click()
  await expect(at('run-row')).toHaveCount(9)
  await at('choose-all').check()
  await expect(at('run-count')).toContainText('9 chosen')
  await at('group-by').click()
  await page.keyboard.type('generator.learningRate')
  await page.locator('.n-base-select-option', { hasText: 'generator.learningRate' }).first().click()
  await page.keyboard.press('Escape')
  await expect(at('group-row')).toHaveCount(3)
  await page.locator('[data-test="column-head"][data-column="swd"]').click()
  // Runs are sorted before they are grouped: the head of the group with the best mean is found by its mean.
  const means = await at('group-row').evaluateAll((rows) =>
    rows.map((row) => ({
      rate: row.querySelector('td')?.innerText.split('\n')[0] ?? '',
      mean: Number.parseFloat(
        [...row.querySelectorAll('td')].find((cell) => cell.innerText.includes('±'))?.innerText ?? '',
      ),
    })),
  )
  const best = means.sort((a, b) => a.mean - b.mean)[0]
  expect(Number(best?.rate)).toBe(Number(bestRate))
  await expect(at('verdict')).toHaveAttribute('data-verdict', ranking)
  await expect(at('compare-chart')).toHaveCount(4)
  const events = /9 lines, (\d+) events/
  await expect(at('compare-chart').first().locator('canvas')).toHaveAttribute('aria-label', events)
  const label = await at('compare-chart').first().locator('canvas').getAttribute('aria-label')
  expect(Number(events.exec(label ?? '')?.[1])).toBeGreaterThanOrEqual(5)
  await photograph(studio, 'compare-study')
})

test('a typed query filters, is completed by keys, and what cannot be read is underlined and mended', async () => {
  const { page } = studio
  await at('query').fill('swd < 1e6 and learningRates = 3')
  await page.keyboard.press('Escape')
  await expect(at('query-problem')).toContainText('no column')
  await photograph(studio, 'compare-query-wrong')
  await at('query').fill('see')
  await page.keyboard.press('ArrowDown')
  await expect(at('completion').first()).toContainText('seed')
  await page.keyboard.press('Enter')
  await page.keyboard.type('= 1')
  await page.keyboard.press('Escape')
  await expect(at('run-row')).toHaveCount(3)
  await expect(at('run-count')).toContainText('3 runs of 9')
  await at('query').fill('')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(at('run-table')).toBeFocused()
})

test('charts zoom together and are drawn as means over seeds', async () => {
  const { page } = studio
  const chart = at('compare-chart').first().locator('canvas')
  await chart.hover({ position: { x: 200, y: 60 } })
  await expect(at('chart-readout')).toBeVisible()
  await page.mouse.wheel(0, -300)
  await expect(at('range-reset')).toBeEnabled()
  await chart.dblclick({ position: { x: 200, y: 60 } })
  await expect(at('range-reset')).toBeDisabled()
  await at('curves-by').click()
  await page.keyboard.type('Mean')
  await page.locator('.n-base-select-option', { hasText: 'Mean over seeds' }).click()
  await expect(chart).toHaveAttribute('aria-label', /3 lines/)
  await photograph(studio, 'compare-means')
})

test('a view is kept by a name and brings back filter and curves', async () => {
  await at('views').click()
  await at('view-keep').click()
  await at('name-input').fill('means')
  await at('name-submit').click()
  await expect(at('name-input')).toHaveCount(0)
  await at('query').fill('seed = 1')
  await expect(at('run-count')).toContainText('3 runs of 9')
  await at('views').click()
  await at('view').click()
  await expect(at('query')).toHaveValue('')
  await expect(at('run-count')).toContainText('9 runs')
  await expect(at('compare-chart').first().locator('canvas')).toHaveAttribute('aria-label', /3 lines/)
})

test('a run is tagged, archived, deleted and brought back with keys', async () => {
  const { page } = studio
  await at('group-by').locator('.n-base-clear').click({ force: true })
  await expect(at('group-row')).toHaveCount(0)
  await at('run-table').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Escape')
  await expect(at('run-count')).toContainText('0 chosen')
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(at('run-count')).toContainText('2 chosen')
  await page.keyboard.press('t')
  await at('tags-input').fill('promising')
  await page.keyboard.press('Enter')
  await at('query').fill('tags = promising')
  await expect(at('run-row')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Delete')
  await expect(at('run-row')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(at('run-row')).toHaveCount(2)
})

test('pictures go with one slider, and become a film with captions', async () => {
  const { page } = studio
  await at('tab-pictures').click()
  await expect(at('compare-grid')).toHaveCount(2)
  await page.getByRole('slider', { name: 'Step' }).press('Home')
  await expect(at('picture-place').first()).toHaveText('step 0')
  await at('view-pair').click()
  await at('pair-difference').click()
  await expect(at('pair-stage')).toHaveAttribute('data-mode', 'difference')
  await photograph(studio, 'compare-difference')
  await at('view-latent').click()
  await expect(at('latent-rows').locator('canvas').first()).toBeVisible()
  const target = join(folder.home, 'film.gif')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, target)
  await at('film-export').click()
  await page.locator('.n-dropdown-option', { hasText: 'GIF' }).click()
  await expect(page.getByText('Wrote film.gif')).toBeVisible({ timeout: 30_000 })
  const film = readGif(readFileSync(target))
  // Pictures of steps 0, 20, 40, 60 and 80, each for 300 ms, the last one held for 1.5 s more.
  expect(film.delays).toEqual(Array.from({ length: 10 }, () => 300))
})

test('settings are brushed, and the screen is as it was after a restart', async () => {
  await at('tab-parameters').click()
  await at('query').fill('')
  const axis = studio.page.locator('[data-test="parallel-axis"][data-axis="swd"]')
  const box = await axis.boundingBox()
  if (!box) throw new Error('the axis of SWD is not there')
  await studio.page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.5)
  await studio.page.mouse.down()
  await studio.page.mouse.move(box.x + box.width / 2, box.y + box.height - 2, { steps: 4 })
  await studio.page.mouse.up()
  const chosen = await at('run-count').innerText()
  expect(chosen).toMatch(/[1-8] chosen/)
  await photograph(studio, 'compare-parameters')
  expect(studio.complaints).toEqual([])
  await studio.close()
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1560, 960)
  await at('rail-compare').click()
  await expect(at('run-count')).toHaveText(chosen)
  await expect(at('tab-parameters')).toHaveAttribute('aria-selected', 'true')
  await at('tab-curves').click()
  await expect(at('compare-chart')).toHaveCount(4)
  await photograph(studio, 'compare-wide')
})

test('runs that wait are put in order by keys and by dragging, and a higher limit begins the next', async () => {
  await studio.close()
  addQueue()
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
  await studio.page.getByTestId('rail-compare').click()
  await at('tab-queue').click()
  const order = () => at('queue-run').evaluateAll((runs) => runs.map((run) => run.dataset['run']?.split('-').at(-1)))
  await expect.poll(order).toEqual(['11', '12'])
  await at('queue-run').last().locator('button').first().press('Alt+ArrowUp')
  await expect.poll(order).toEqual(['12', '11'])
  await at('queue-run')
    .last()
    .dragTo(at('queue-run').first(), { targetPosition: { x: 200, y: 2 } })
  await expect.poll(order).toEqual(['11', '12'])
  await photograph(studio, 'compare-queue')
  await at('at-once').locator('input').fill('2')
  await at('at-once').locator('input').press('Enter')
  await expect.poll(order).toEqual(['12'])
})
