import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { decodePng } from '../../src-main/trainer/pictures/png'
import { addEvents, addQueue, hideMeasures, lastFinite, trainConditional, trainStudy } from '../support/compare-study'
import { readGif } from '../support/gif'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

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
      mean: Number.parseFloat(row.querySelector('[data-column="swd"]')?.textContent ?? ''),
    })),
  )
  const best = means.sort((a, b) => a.mean - b.mean)[0]
  expect(Number(best?.rate)).toBe(Number(study.bestRate))
  await expect(at('verdict')).toHaveAttribute('data-verdict', study.ranking)
  await expect(at('compare-chart')).toHaveCount(4)
  const events = /9 lines, (\d+) events/
  await expect(at('compare-chart').first().locator('canvas')).toHaveAttribute('aria-label', events)
  const label = await at('compare-chart').first().locator('canvas').getAttribute('aria-label')
  expect(Number(events.exec(label ?? '')?.[1])).toBeGreaterThanOrEqual(5)
  await photograph(studio, 'compare-study')
})

test('where a curve ends in no numbers, the readout says so', async () => {
  const { page } = studio
  const loss = page.locator('[data-metric="generatorLoss"] [data-test="compare-chart"]')
  const readAt = async (step: number) => {
    const box = await loss.locator('canvas').boundingBox()
    if (!box) throw new Error('there is no chart')
    const words = loss.getByTestId('chart-readout')
    for (let x = box.x + box.width / 2; x < box.x + box.width; x += 2) {
      await page.mouse.move(x, box.y + box.height / 2)
      const text = (await words.isVisible()) ? await words.innerText() : ''
      if (text.startsWith(`Step ${step}\n`)) return text
    }
    throw new Error(`no pixel of the chart is step ${step}`)
  }
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
  await page.mouse.wheel(0, -300)
  await expect(at('range-reset')).toBeEnabled()
  await chart.dblclick({ position: { x: 200, y: 60 } })
  await expect(at('range-reset')).toBeDisabled()
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

  // Where motion is reduced nothing moves by itself: the pictures take turns when a person says so, and no film plays.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await at('pair-blink').click()
  await expect(at('pair-stage')).toHaveAttribute('data-second', 'false')
  await at('pair-turn').click()
  await expect(at('pair-stage')).toHaveAttribute('data-second', 'true')
  await expect(at('pair-turn')).toHaveText('Show the first')
  await expect(page.getByRole('button', { name: 'Play the film' })).toBeVisible()
  await page.emulateMedia({ reducedMotion: null })
  await expect(at('pair-turn')).toBeHidden()
  await expect(at('pair-stage')).toHaveAttribute('data-second', 'true')
  await at('pair-difference').click()

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
  trainConditional(folder.home)
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1560, 960)
  await at('rail-compare').click()
  await expect(at('run-count')).toContainText(chosen.split('·').at(-1)?.trim() ?? 'nothing')
  await expect(at('tab-parameters')).toHaveAttribute('aria-selected', 'true')
  await at('tab-curves').click()
  await expect(at('compare-chart')).toHaveCount(4)
  await photograph(studio, 'compare-wide')
})

/** Chooses the runs that a query finds, and no others. */
async function chooseFound(query: string, count: number): Promise<void> {
  const { keyboard } = studio.page
  await at('query').fill(query)
  await keyboard.press('Escape')
  await keyboard.press('Escape')
  await expect(at('run-row')).toHaveCount(count)
  await expect(at('run-table')).toBeFocused()
  await keyboard.press('Escape')
  await keyboard.press('Control+a')
  await expect(at('run-count')).toContainText(`· ${count} chosen`)
}

test('a conditional run is shown class by class, each row the images that it drew of the class', async () => {
  await chooseFound('preset = cgan', 1)
  await at('tab-pictures').click()
  await at('view-classes').click()
  const lines = at('class-line')
  await expect(lines).toHaveCount(10)
  const file = readFileSync(join(folder.home, 'projects/first/runs/first-10/samples/step-0000002.png'))
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
  await expect(at('run-count')).toContainText('11 runs')
  await chooseFound('source = tensorboard or number = 1', 2)
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
  await photograph(studio, 'compare-queue')
  await at('at-once').locator('input').fill('2')
  await at('at-once').locator('input').press('Enter')
  await expect.poll(order).toEqual(['22'])
})

test('the list of two thousand runs draws those in sight, and the keyboard reaches all of them', async () => {
  const { page } = studio
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
