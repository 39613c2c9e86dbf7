import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { decodePng } from '../../src-main/trainer/pictures/png'
import { addEvents, lastFinite, trainStudy } from '../support/compare-study'
import { chosenIds, dragTo, drawnOn, exportedFilm, findRuns, readoutAt, stepUnder } from '../support/compare-window'
import { readGif } from '../support/gif'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'
import { readWebm } from '../support/webm'

const folder = temporaryHome()
let studio: StudioWindow
let study: ReturnType<typeof trainStudy>

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  study = trainStudy(folder.home)
  addEvents(folder.home)
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

const idsOf = () => at('run-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-run')))

/** Groups the table by one more column. */
async function chooseGroup(column: string): Promise<void> {
  await at('group-by').click()
  await studio.page.keyboard.type(column)
  await studio.page.locator('.n-base-select-option', { hasText: column }).first().click()
  await studio.page.keyboard.press('Escape')
}

test('the dashboard alone finds the best setting, and says how sure that is', async () => {
  const { page } = studio
  await at('rail-compare').click()
  await expect(at('run-row')).toHaveCount(9)
  await at('choose-all').check()
  await expect(at('run-count')).toContainText('9 chosen')
  await chooseGroup('generator.learningRate')
  await expect(at('group-row')).toHaveCount(3)
  await page.locator('[data-test="column-head"][data-column="swd"]').click()
  const means = await at('group-row').evaluateAll((rows) =>
    rows.map((row) => ({
      rate: row.querySelector('td')?.innerText.split('\n')[0] ?? '',
      mean: Number.parseFloat(row.querySelector('[data-column="swd"]')?.textContent ?? ''),
    })),
  )
  // Groups are in the order of their means.
  expect(Number(means[0]?.rate)).toBe(study.bestRate)
  expect(means).toEqual([...means].sort((a, b) => a.mean - b.mean))
  await expect(at('verdict')).toHaveAttribute('data-verdict', 'winner')
  const words = /^learningRate (\S+) is best: best SWD/.exec(await at('verdict-words').innerText())
  expect(Number(words?.[1])).toBe(study.bestRate)
  await at('verdict-show').click()
  await expect(at('run-count')).toContainText('3 chosen')
  expect((await chosenIds(studio)).sort()).toEqual(study.bestRuns)
  await at('choose-all').check()
  await expect(at('run-count')).toContainText('9 chosen')
  await expect(at('compare-chart')).toHaveCount(4)
  const events = /9 lines, (\d+) events/
  await expect(at('compare-chart').first().locator('canvas')).toHaveAttribute('aria-label', events)
  const label = await at('compare-chart').first().locator('canvas').getAttribute('aria-label')
  expect(Number(events.exec(label ?? '')?.[1])).toBeGreaterThanOrEqual(5)
  await photograph(studio, 'compare-study')
})

test('where a curve ends in no numbers, the readout says so', async () => {
  const loss = studio.page.locator('[data-metric="generatorLoss"] [data-test="compare-chart"]')
  const readAt = (step: number) => readoutAt(studio, loss, step)
  expect(await readAt(lastFinite)).not.toContain('not finite')
  expect((await readAt(lastFinite + 4)).match(/not finite/g)).toHaveLength(1)
  await photograph(studio, 'compare-not-finite')
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
  await expect(at('chosen-outside')).toHaveText('6 not in the table')
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
  // The step that another chart has under the hand, to the right of where the first is zoomed.
  const linked = () => stepUnder(at('compare-chart').nth(1), 320)
  const whole = await linked()
  await chart.hover({ position: { x: 200, y: 60 } })
  await page.mouse.wheel(0, -300)
  await expect(at('range-reset')).toBeEnabled()
  await expect.poll(linked).toBeLessThan(whole)
  await chart.dblclick({ position: { x: 200, y: 60 } })
  await expect(at('range-reset')).toBeDisabled()
  await expect.poll(linked).toBe(whole)
  const smoothing = page.getByRole('slider', { name: 'Smoothing' })
  const set = async () => Number(await smoothing.getAttribute('aria-valuenow'))
  await smoothing.focus()
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowRight', 'ArrowRight']) {
    const before = await set()
    await page.keyboard.press(key)
    await expect.poll(async () => Math.sign((await set()) - before)).toBe(key === 'ArrowLeft' ? -1 : 1)
  }
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
  await findRuns(studio, 'tags = promising', 2)
  await page.keyboard.press('Delete')
  await expect(at('run-row')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(at('run-row')).toHaveCount(2)
  await at('run-table').focus()
  await page.keyboard.press('e')
  await expect(at('run-row')).toHaveCount(0)
  await findRuns(studio, 'tags = promising and archived', 2)
  await page.keyboard.press('e')
  await expect(at('run-row')).toHaveCount(0)
  await findRuns(studio, 'tags = promising', 2)
})

test('a run is a baseline, has notes and is pinned by keys, and columns come and go', async () => {
  const { page } = studio
  const [first, second] = [at('run-row').first(), at('run-row').nth(1)]
  await expect(at('run-table')).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('b')
  await expect(first.getByLabel('Baseline')).toBeVisible()
  const values = await page.locator('[data-test="run-row"] [data-column="swd"] .text').allInnerTexts()
  const [from, to] = values.map(Number)
  const share = (100 * ((to ?? 0) - (from ?? 0))) / (from ?? 0)
  const delta = await second.locator('[data-column="swd"] .delta').innerText()
  // The table shows few digits of the values.
  expect(Math.abs(Number(delta.replace('−', '-').replace(' %', '')) - share)).toBeLessThan(1)
  await page.keyboard.press('b')
  await expect(page.locator('[data-test="run-row"] .delta')).toHaveCount(0)

  await page.keyboard.press('n')
  await at('notes-input').fill('keeps its digits apart')
  await page.keyboard.press('Control+Enter')
  await expect(first.locator('[title*="keeps its digits apart"]')).toBeVisible()

  const last = (await second.getAttribute('data-run')) ?? ''
  await at('run-table').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('p')
  await expect(first).toHaveAttribute('data-run', last)
  await expect(first.getByLabel('Pinned')).toBeVisible()
  await page.keyboard.press('Home')
  await page.keyboard.press('p')
  await expect(second).toHaveAttribute('data-run', last)

  const batch = page.locator('[data-test="column-head"][data-column="batchSize"]')
  await expect(batch).toHaveCount(0)
  await at('columns').click()
  await page.getByLabel('Find a column').fill('batchSize')
  // All runs have the same: what is ticked by hand is there all the same.
  await page.locator('label[title="batchSize"] input').check()
  await expect(batch).toBeVisible()
  await photograph(studio, 'compare-columns')
  await page.locator('label[title="batchSize"] input').uncheck()
  await expect(batch).toHaveCount(0)
  await at('only-differing').click()
  await page.locator('label[title="batchSize"] input').check()
  await at('only-differing').click()
  await expect(batch).toBeVisible()
  await page.getByRole('button', { name: 'Show the usual columns' }).click()
  await page.keyboard.press('Escape')
})

test('pictures go with one slider, and become a film with captions', async () => {
  const { page } = studio
  await at('tab-pictures').click()
  await expect(at('compare-grid')).toHaveCount(2)
  await page.getByRole('slider', { name: 'Step' }).press('Home')
  await expect(at('picture-place').first()).toHaveText('step 0')
  await at('picture-axis-epoch').click()
  await expect(page.getByRole('slider', { name: 'Epoch' })).toBeVisible()
  await expect(at('picture-place').first()).toHaveText('epoch 0 · step 80')
  await at('picture-axis-images').click()
  await page.getByRole('slider', { name: 'Images' }).press('Home')
  await page.getByRole('slider', { name: 'Images' }).press('ArrowRight')
  await expect(at('picture-place').first()).toHaveText('1.28 k images · step 20')
  await at('picture-axis-step').click()
  await page.getByRole('slider', { name: 'Step' }).press('Home')
  await at('pictures-play').click()
  await expect(page.getByRole('button', { name: 'Pause the film' })).toBeVisible()
  await expect(at('picture-place').first()).toHaveText('step 80')
  await expect(page.getByRole('button', { name: 'Play the film' })).toBeVisible()
  await page.getByRole('slider', { name: 'Step' }).press('Home')

  await at('view-pair').click()
  await expect(at('pair-note')).toHaveText('Other seed: other latents.')
  await at('pair-beside').click()
  const beside = at('pair-stage').locator('canvas')
  await expect(beside).toHaveCount(2)
  const other = await drawnOn(beside.last())
  await beside.first().hover()
  await page.mouse.wheel(0, -100)
  await expect.poll(() => drawnOn(beside.last())).not.toBe(other)
  await page.getByRole('button', { name: 'Fit the pictures' }).click()
  await expect.poll(() => drawnOn(beside.last())).toBe(other)
  await at('pair-difference').click()
  await expect(at('pair-stage')).toHaveAttribute('data-mode', 'difference')
  await photograph(studio, 'compare-difference')

  // Where motion is reduced nothing moves by itself: the pictures take turns when a person says so, and no film plays.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await at('pair-blink').click()
  await expect(at('pair-stage')).toHaveAttribute('data-second', 'false')
  const stage = at('pair-stage').locator('canvas')
  const firstAlone = await drawnOn(stage)
  await at('pair-turn').click()
  await expect(at('pair-stage')).toHaveAttribute('data-second', 'true')
  const secondAlone = await drawnOn(stage)
  expect(secondAlone).not.toBe(firstAlone)
  await expect(at('pair-turn')).toHaveText('Show the first')
  await expect(page.getByRole('button', { name: 'Play the film' })).toBeVisible()
  await page.emulateMedia({ reducedMotion: null })
  await expect(at('pair-turn')).toBeHidden()
  await expect(at('pair-stage')).toHaveAttribute('data-second', 'true')
  await at('pair-swipe').click()
  const box = await stage.boundingBox()
  if (!box) throw new Error('there is no stage')
  const middle = box.y + box.height / 2
  await dragTo(studio, stage, { x: box.x + box.width, y: middle })
  await expect.poll(() => drawnOn(stage)).toBe(firstAlone)
  await page.mouse.move(box.x, middle, { steps: 4 })
  await page.mouse.up()
  await expect.poll(() => drawnOn(stage)).toBe(secondAlone)
  await stage.press('+')
  await expect(page.getByRole('button', { name: 'Fit the pictures' })).toBeEnabled()

  await at('view-latent').click()
  await expect(at('latent-rows').locator('canvas').first()).toBeVisible()
  const film = readGif(await exportedFilm(studio, folder.home, 'GIF'))
  // Pictures of steps 0, 20, 40, 60 and 80, each for 300 ms, the last one held for 1.5 s more.
  expect(film.delays).toEqual(Array.from({ length: 10 }, () => 300))
  const webm = readWebm(await exportedFilm(studio, folder.home, 'WebM'))
  expect([webm.width, webm.height, webm.times]).toEqual([film.width, film.height, film.delays.map((ms, i) => i * ms)])
  const strip = await decodePng(await exportedFilm(studio, folder.home, 'PNG'), 'strip')
  // Five pictures of each of two runs, each with a margin of 8 pixels and a caption of 22, in a size that is even.
  expect([strip.width, strip.height]).toEqual([5 * 250, 2 * 272])
  const run = (await chosenIds(studio))[0] ?? ''
  const kept = readFileSync(join(folder.home, `projects/first/runs/${run}/samples/step-0000000.png`))
  const { width, pixels } = await decodePng(kept, 'grid')
  expect(strip.pixels.subarray(4 * (130 * strip.width + 8), 4 * (130 * strip.width + 8 + width))).toEqual(
    pixels.subarray(4 * 100 * width, 4 * 101 * width),
  )
})

test('settings are brushed, points are chosen, and the screen is as it was after a restart', async () => {
  const { page } = studio
  await at('view-pair').click()
  await at('pair-blink').click()
  await page.getByRole('slider', { name: 'Step' }).press('Home')
  await page.getByRole('slider', { name: 'Step' }).press('ArrowRight')
  await at('tab-curves').click()
  await stepUnder(at('compare-chart').first(), 200)
  await page.mouse.wheel(0, -300)
  await expect(at('range-reset')).toBeEnabled()
  await at('chart-alone').first().click()
  await expect(at('compare-chart')).toHaveCount(1)
  const smoothing = page.getByRole('slider', { name: 'Smoothing' })
  await smoothing.press('ArrowLeft')
  const weight = (await smoothing.getAttribute('aria-valuenow')) ?? ''

  await at('tab-parameters').click()
  await at('query').fill('')
  await expect(at('scatter-point')).toHaveCount(9)
  const scatter = await at('scatter').boundingBox()
  if (!scatter) throw new Error('there is no scatter')
  // A click lets a chosen run go, a rectangle chooses what lies in it.
  const taken = at('scatter').locator('.point.taken')
  await expect(taken).toHaveCount(2)
  const point = await taken.first().boundingBox()
  if (!point) throw new Error('no point is chosen')
  await page.mouse.click(point.x + point.width / 2, point.y + point.height / 2)
  await expect(taken).toHaveCount(1)
  await page.mouse.move(scatter.x + 66, scatter.y + 2)
  await page.mouse.down()
  await page.mouse.move(scatter.x + scatter.width - 4, scatter.y + scatter.height - 20, { steps: 4 })
  await page.mouse.up()
  await expect(taken).toHaveCount(9)

  const axis = page.locator('[data-test="parallel-axis"][data-axis="swd"]')
  const box = await axis.boundingBox()
  if (!box) throw new Error('the axis of SWD is not there')
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.5)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 2, { steps: 4 })
  await page.mouse.up()
  const chosen = await at('run-count').innerText()
  expect(chosen).toMatch(/[1-8] chosen/)
  await photograph(studio, 'compare-parameters')
  const axes = page.getByTestId('parallel-axis')
  const usual = await axes.count()
  await at('parallel-axes').locator('.n-tag__close').first().click()
  await expect(axes).toHaveCount(usual - 1)
  await at('usual-axes').click()
  await expect(axes).toHaveCount(usual)
  await expect(at('usual-axes')).toHaveCount(0)
  await at('query').fill('swd < 1e6')
  await page.keyboard.press('Escape')
  await chooseGroup('seed')
  const order = await idsOf()
  expect(studio.complaints).toEqual([])
  await studio.close()
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1560, 960)
  await at('rail-compare').click()
  await expect(at('run-count')).toContainText(chosen.split('·').at(-1)?.trim() ?? 'nothing')
  await expect(at('query')).toHaveValue('swd < 1e6')
  await expect(at('group-row')).toHaveCount(3)
  await expect(studio.page.locator('th:has([data-column="swd"])')).toHaveAttribute('aria-sort', 'ascending')
  await expect.poll(idsOf).toEqual(order)
  await expect(at('tab-parameters')).toHaveAttribute('aria-selected', 'true')
  await expect(studio.page.locator('[data-test="parallel-axis"][data-axis="swd"]')).toHaveAttribute(
    'aria-valuetext',
    'Brushed',
  )
  await photograph(studio, 'compare-brushed')
  await at('tab-curves').click()
  await expect(at('compare-chart')).toHaveCount(1)
  await at('chart-alone').click()
  await expect(at('compare-chart')).toHaveCount(4)
  await expect(at('range-reset')).toBeEnabled()
  await expect(studio.page.getByRole('slider', { name: 'Smoothing' })).toHaveAttribute('aria-valuenow', weight)
  await photograph(studio, 'compare-wide')
  await at('tab-pictures').click()
  await expect(at('pair-stage')).toHaveAttribute('data-mode', 'blink')
  await expect(at('picture-place').first()).toHaveText('step 20')
  await at('pair-swipe').click()
  // To the left edge, as it was dragged before.
  await expect(at('pair-divider')).toHaveCSS('left', '0px')
  // And as near as it was.
  await expect(studio.page.getByRole('button', { name: 'Fit the pictures' })).toBeEnabled()
})
