import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const root = resolve(import.meta.dirname, '../..')
const folder = temporaryHome()
const home = join(folder.home, 'home')
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

/** A dataset of 96 images of 32×32×3. */
function importFlowers(): void {
  const source = join(folder.home, 'flowers')
  mkdirSync(source)
  for (let copy = 0; copy < 96; copy++) {
    const name = ['rose', 'tulip', 'daisy'][copy % 3] ?? 'rose'
    cpSync(join(root, `test/fixtures/datasets/files/folders/${name}/${name}-0.png`), join(source, `${copy}.png`))
  }
  const command = ['datasets', 'import', source, '--name', 'Flowers', '--size', '32x32', '--channels', '3']
  execFileSync(process.execPath, [join(root, 'out/main/headless.cjs'), ...command, '--home', home])
}

test.beforeAll(async () => {
  importFlowers()
  studio = await openStudio(home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)
const type = (text: string) => studio.page.keyboard.type(text)
const problems = () => at('problem-count')

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await studio.page.keyboard.press(key)
}

/** Chooses the first entry of a menu that has a text in it. */
async function choose(menu: string, text: string): Promise<void> {
  await at(menu).click()
  await type(text)
  await studio.page.locator('.n-base-select-option:visible').first().click()
}

/** Pictures at both sizes of the window. */
async function photographBoth(name: string): Promise<void> {
  for (const [width, height] of [
    [1280, 800],
    [1880, 1000],
  ] as const) {
    await resizeWindow(studio, width, height)
    await photograph(studio, `${name}-${width}`, width === 1280)
  }
  await resizeWindow(studio, 1280, 800)
}

/** Presses Tab until the focus is on or in something. */
async function tabTo(name: string): Promise<void> {
  const there = () =>
    studio.page.evaluate((wanted) => document.activeElement?.closest(`[data-test="${wanted}"]`) !== null, name)
  for (let presses = 0; presses < 80 && !(await there()); presses++) await press('Tab')
  expect(await there(), `Tab leads to ${name}`).toBe(true)
}

/** Adds layers by typing what finds them. */
async function typeLayers(...words: readonly string[]): Promise<void> {
  for (const word of words) {
    await press('+')
    await expect(at('layer-palette')).toBeFocused()
    await type(word)
    await press('Enter')
    await expect(at('architecture-canvas')).toBeFocused()
  }
}

/** Types the first setting of the chosen layer and goes back to the canvas. */
async function typeSetting(value: number): Promise<void> {
  await press('Enter')
  await type(String(value))
  await press('Escape')
  await expect(at('architecture-canvas')).toBeFocused()
}

test('presets open as graphs, lists and differences', async () => {
  await at('rail-architecture').click()
  await expect(at('flow-node').first()).toBeVisible()
  await choose('architecture-select', 'DCGAN 64')
  await expect(studio.page.getByText('64×64×3').first()).toBeVisible()
  await photographBoth('architecture-dcgan')
  await at('flow-node').nth(5).click()
  await expect(at('layer-inspector')).toBeVisible()
  await photograph(studio, 'architecture-inspector')
  await at('view-list').click()
  await expect(at('layer-row').first()).toBeVisible()
  await photograph(studio, 'architecture-list')
  await at('view-difference').click()
  await choose('difference-select', 'projection')
  for (const type of ['changed', 'added', 'removed']) {
    await expect(at('difference-graph').locator(`[data-difference="${type}"]`).first()).toBeVisible()
  }
  for (const kind of ['same', 'added', 'removed']) {
    await expect(at('difference-graph').locator(`[data-links="${kind}"]`).first()).toBeAttached()
  }
  await photographBoth('architecture-difference')
  await at('difference-as-text').click()
  await expect(at('layer-difference').first()).toBeVisible()
  await photograph(studio, 'architecture-difference-text')
  await at('view-graph').click()
})

test('blocks that come again fold into one card each, and are worked on as one', async () => {
  await choose('architecture-select', 'CycleGAN')
  await expect(at('flow-node').first()).toBeVisible()
  await photographBoth('architecture-cyclegan')
  const count = await at('flow-node').count()
  await at('architecture-canvas').focus()
  await press('[')
  await expect.poll(() => at('flow-node').count()).toBeLessThan(count)
  await photograph(studio, 'architecture-folded')
  await at('flow-node').locator('.unfold').first().click()
  await press(']')
  await expect(at('flow-node')).toHaveCount(count)
})

test('with the keyboard alone, from an empty canvas to a trained DCGAN', async () => {
  test.setTimeout(120_000)
  await tabTo('new-architecture')
  await press('Enter')
  await expect(studio.page.getByRole('dialog', { name: 'New architecture' })).toBeVisible()
  await tabTo('new-dcgan')
  await photograph(studio, 'architecture-new')
  await press('ArrowRight', 'Enter')
  await expect(at('architecture-canvas')).toBeFocused()
  await expect(problems()).toHaveText('2 problems')
  await photographBoth('architecture-empty')
  await at('architecture-canvas').focus()

  await press('ArrowDown')
  await typeLayers('input', 'dense')
  await typeSetting(512)
  await typeLayers(
    'reshape',
    'batch',
    'relu',
    'transposed',
    'batch',
    'relu',
    'transposed',
    'batch',
    'relu',
    'transposed',
  )
  await expect(at('layer-inspector')).toContainText('32×32×8')
  await press('Control+.')
  await expect(at('layer-inspector')).toContainText('32×32×3')
  await press('Control+z')
  await expect(at('layer-inspector')).toContainText('32×32×8')
  await press('Control+y')
  await typeLayers('tanh')

  await press('ArrowRight')
  await typeLayers('input', 'conv')
  await typeSetting(8)
  await typeLayers('leaky', 'conv')
  await typeSetting(16)
  await typeLayers('leaky', 'conv', 'leaky', 'dense')
  await expect(at('card-repair')).toHaveText('Insert Flatten')
  await photographBoth('architecture-problem')
  await at('architecture-canvas').focus()
  await press('Control+.', 'Control+.')
  await expect(problems()).toHaveCount(0)
  await photograph(studio, 'architecture-drawn')

  await press('Control+s')
  await expect(at('name-input')).toBeFocused()
  await press('Control+a')
  await type('Keyboard DCGAN')
  await press('Enter')
  await expect(at('save-architecture')).toBeDisabled()
  await tabTo('use-architecture')
  await press('Enter')

  await tabTo('duration-count')
  await press('Control+a')
  await type('1')
  await photograph(studio, 'architecture-used')
  await press('Enter')
  await expect(at('run-status')).toContainText('Completed', { timeout: 60_000 })
})

test('with the mouse, from an empty canvas to a saved DCGAN that trains', async () => {
  test.setTimeout(120_000)
  const add = async (title: string) => {
    if ((await at('layer-palette').count()) === 0) await at('add-layer').click()
    await studio.page
      .locator('#layer-palette-list')
      .getByRole('option', { name: new RegExp(`^${title}`) })
      .click()
    await expect(at('layer-palette')).toHaveCount(0)
  }
  await at('rail-architecture').click()
  await at('new-architecture').click()
  await at('new-empty').click()
  await at('new-create').click()
  await at('first-generator').click()
  await add('Input: latent')
  await add('Dense')
  await at('setting-units').locator('input').fill('512')
  for (const title of ['Reshape', 'Batch normalisation', 'ReLU']) await add(title)
  for (const _doubling of [1, 2]) {
    for (const title of ['Transposed convolution', 'Batch normalisation', 'ReLU']) await add(title)
  }
  await add('Transposed convolution')
  await at('card-repair').click()
  await add('tanh')
  await at('architecture-canvas').click({ position: { x: 20, y: 300 } })
  await at('mirror').click()
  await expect(problems()).toHaveCount(0)

  // A connection gets a layer in its middle, and a card is dragged into another connection.
  await at('fit').click()
  const pool = at('flow-node').filter({ hasText: 'flatten' })
  await pool.click()
  await add('Dropout')
  const dropout = at('flow-node').filter({ hasText: 'Dropout' })
  const [from, to] = [await dropout.boundingBox(), await at('flow-node').filter({ hasText: 'down3' }).boundingBox()]
  if (!from || !to) throw new Error('the cards are in sight')
  await studio.page.mouse.move(from.x + 40, from.y + 10)
  await studio.page.mouse.down()
  await studio.page.mouse.move(to.x + to.width / 2, to.y - 30, { steps: 4 })
  await studio.page.mouse.move(to.x + to.width / 2, to.y - 6, { steps: 4 })
  await studio.page.mouse.move(to.x + to.width / 2, to.y - 6)
  await studio.page.mouse.up()
  await at('flow-node').filter({ hasText: 'Dropout' }).click()
  await expect(at('layer-inspector').getByRole('button', { name: /^activation/ })).toBeVisible()

  await at('save-architecture').click()
  await at('name-input').fill('Mouse DCGAN')
  await at('name-submit').click()
  await expect(at('save-architecture')).toBeDisabled()
  await at('use-architecture').click()
  await at('duration-count').locator('input').fill('1')
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Completed', { timeout: 60_000 })
})

test('layers go through the clipboard, and large windows have room', async () => {
  await at('rail-architecture').click()
  await expect(at('flow-node').first()).toBeVisible()
  const count = await at('flow-node').count()
  await at('architecture-canvas').focus()
  await press('Escape', 'ArrowDown', 'Shift+ArrowDown', 'Control+c', 'Control+v')
  await expect(at('flow-node')).toHaveCount(count + 2)
  await press('Control+z')
  await expect(at('flow-node')).toHaveCount(count)
  await resizeWindow(studio, 1880, 1000)
  await press('0')
  await photograph(studio, 'architecture-large')
})

test('what was saved comes back as versions, goes out as models, and comes in from files', async () => {
  await resizeWindow(studio, 1280, 800)
  await at('architecture-canvas').focus()
  await press('Escape', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Control+d', 'Control+s')
  await expect(at('save-architecture')).toBeDisabled()
  await press('Escape')
  await expect(at('versions').locator('li')).toHaveCount(2)
  await at('measure-step').scrollIntoViewIfNeeded()
  await photograph(studio, 'architecture-versions')
  await at('compare-version').nth(1).click()
  await expect(at('difference-graph').locator('[data-difference="added"]')).toHaveCount(1)
  await at('view-graph').click()
  const count = await at('flow-node').count()
  await at('restore-version').nth(1).click()
  await expect(at('flow-node')).toHaveCount(count - 1)
  await press('Control+z')

  const folder = join(home, '../exported')
  const command = ['architecture', 'export', 'dcgan-28', '--format', 'tfjs', '--out', folder]
  execFileSync(process.execPath, [join(root, 'out/main/headless.cjs'), ...command, '--home', join(home, '../other')])
  const models = ['generator', 'discriminator'].map((role) => join(folder, `${role}.json`))
  await at('import-files').setInputFiles(models)
  await expect(studio.page.getByText('Opened “Imported”')).toBeVisible()
  await expect(at('flow-node').filter({ hasText: '28×28×1' }).first()).toBeVisible()
  await expect(problems()).toHaveCount(0)
  await at('export-architecture').click()
  await expect(studio.page.getByText('Keras code')).toBeVisible()
  await photograph(studio, 'architecture-export')
  await press('Escape')
})

test('a step of the networks is timed on request', async () => {
  await at('architecture-canvas').focus()
  await press('Escape')
  await at('measure-step').click()
  await expect(at('step-timing')).toContainText('ms a step', { timeout: 60_000 })
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
