import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { networksOf } from '../../src-shared/architecture/networks'
import { ArchitectureSpec } from '../../src-shared/architecture/spec'
import { editorIn } from '../support/editor-window'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const root = resolve(import.meta.dirname, '../..')
const folder = temporaryHome()
const home = join(folder.home, 'home')
let studio: StudioWindow
const { at, type, press, choose, photographBoth, tabTo, typeLayers, typeSetting, clickLayers, clickSetting, ...graph } =
  editorIn(() => studio)
const { card, drawn, dragAbove } = graph

test.describe.configure({ mode: 'serial' })

/** What a command prints, in a studio home that no window has open. */
const command = (words: readonly string[], where = home): string =>
  execFileSync(process.execPath, [join(root, 'out/main/headless.cjs'), ...words, '--home', where], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

/** A dataset of 96 images of 32×32×3. */
function importFlowers(): void {
  const source = join(folder.home, 'flowers')
  mkdirSync(source)
  for (let copy = 0; copy < 96; copy++) {
    const name = ['rose', 'tulip', 'daisy'][copy % 3] ?? 'rose'
    cpSync(join(root, `test/fixtures/datasets/files/folders/${name}/${name}-0.png`), join(source, `${copy}.png`))
  }
  command(['datasets', 'import', source, '--name', 'Flowers', '--size', '32x32', '--channels', '3'])
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

const problems = () => at('problem-count')
const canvas = () => at('architecture-canvas')
const inspector = () => at('layer-inspector')

/** The names that the layers of the drawn DCGANs have, from top to bottom. */
const generator = [
  ...['input', 'dense', 'reshape', 'normalise', 'activation', 'up', 'normalise2', 'activation2'],
  ...['up2', 'normalise3', 'activation3', 'up3', 'activation4'],
]
const discriminator = [
  ...['input', 'conv', 'activation', 'conv2', 'activation2', 'conv3', 'activation3', 'flatten', 'dense'],
]

// The first in a new window: nothing has been clicked before.
test('with the keyboard alone, from an empty canvas to a trained DCGAN', async () => {
  test.setTimeout(120_000)
  await press('Control+3')
  await expect(canvas()).toBeFocused()
  await tabTo('new-architecture')
  await press('Enter')
  await expect(studio.page.getByRole('dialog', { name: 'New architecture' })).toBeVisible()
  await tabTo('new-dcgan')
  await photograph(studio, 'architecture-new')
  await press('ArrowRight', 'Enter')
  await expect(canvas()).toBeFocused()
  await expect(problems()).toHaveText('2 problems')
  await photographBoth('architecture-empty')
  await tabTo('architecture-canvas')

  await press('ArrowDown')
  await typeLayers(['input', 'dense'])
  await typeSetting(512)
  await typeLayers(['reshape', 'batch', 'relu', 'transposed', 'batch', 'relu', 'transposed', 'batch', 'relu'])
  await typeLayers(['transposed'])
  await expect(inspector()).toContainText('32×32×8')
  await press('Control+.')
  await expect(inspector()).toContainText('32×32×3')
  await press('Control+z')
  await expect(inspector()).toContainText('32×32×8')
  await press('Control+y')
  await typeLayers(['tanh'])

  await press('ArrowRight')
  await typeLayers(['input', 'conv'])
  await typeSetting(8)
  await typeLayers(['leaky', 'conv'])
  await typeSetting(16)
  await typeLayers(['leaky', 'conv', 'leaky', 'dense'])
  await expect(at('card-repair')).toHaveText('Insert Flatten')
  await photographBoth('architecture-problem')
  await tabTo('architecture-canvas')
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

test('with the mouse, from an empty canvas to a trained DCGAN', async () => {
  test.setTimeout(120_000)
  await at('rail-architecture').click()
  await at('new-architecture').click()
  await at('new-empty').click()
  await at('new-create').click()
  await at('first-generator').click()
  await clickLayers('Input: latent', 'Dense')
  await clickSetting('units', 512)
  await clickLayers('Reshape', 'Batch normalisation', 'ReLU')
  for (const _doubling of [1, 2]) await clickLayers('Transposed convolution', 'Batch normalisation', 'ReLU')
  await clickLayers('Transposed convolution')
  await expect(inspector().getByTestId('problems')).toContainText(
    'puts out 32×32×8, but the network must end at 32×32×3',
  )
  await at('card-repair').click()
  await expect(card('generator/up3')).toContainText('32×32×3')
  await expect(problems()).toHaveText('1 problem')
  await clickLayers('tanh')

  await at('fit').click()
  await at('first-discriminator').click()
  await clickLayers('Input: image', 'Convolution')
  await clickSetting('filters', 8)
  await clickLayers('LeakyReLU', 'Convolution')
  await clickSetting('filters', 16)
  await clickLayers('LeakyReLU', 'Convolution', 'LeakyReLU', 'Dense')
  await expect(inspector().getByTestId('problems')).toContainText('needs a vector but gets 4×4×32')
  await at('card-repair').click()
  await expect(card('discriminator/flatten')).toContainText('512')
  const end = card('discriminator/dense')
  await expect(end.locator('.card')).toHaveAttribute('title', 'puts out 128, but the network must end at 1')
  await at('card-repair').click()
  await expect(problems()).toHaveCount(0)
  expect([await drawn('generator'), await drawn('discriminator')]).toEqual([generator, discriminator])

  // A layer is added behind another one, and its card is dragged into another connection.
  await at('fit').click()
  await card('discriminator/flatten').click()
  await clickLayers('Dropout')
  await at('fit').click()
  await dragAbove('discriminator/dropout', 'discriminator/conv3')
  await expect.poll(() => drawn('discriminator')).toEqual(discriminator.toSpliced(5, 0, 'dropout'))

  await at('save-architecture').click()
  await at('name-input').click({ clickCount: 3 })
  await type('Mouse DCGAN')
  await at('name-submit').click()
  await expect(at('save-architecture')).toBeDisabled()
  await at('use-architecture').click()
  await at('duration-count').locator('input').click({ clickCount: 3 })
  await type('1')
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Completed', { timeout: 60_000 })
})

test('several cards are dragged together, and one of them is chosen by a click', async () => {
  await at('rail-architecture').click()
  await at('fit').click()
  await card('discriminator/conv2').click()
  await card('discriminator/activation2').click({ modifiers: ['Shift'] })
  await dragAbove('discriminator/conv2', 'discriminator/flatten')
  const [before, after] = [discriminator.slice(0, 3), discriminator.slice(5, 7)]
  const moved = [...before, 'dropout', ...after, 'conv2', 'activation2', 'flatten', 'dense']
  await expect.poll(() => drawn('discriminator')).toEqual(moved)
  await expect(canvas().locator('.card.selected')).toHaveCount(2)
  await press('Control+z')
  await expect.poll(() => drawn('discriminator')).toEqual(discriminator.toSpliced(5, 0, 'dropout'))
  await card('discriminator/conv2').click()
  await expect(canvas().locator('.card.selected')).toHaveCount(1)
})

test('a generator is mirrored into a discriminator', async () => {
  await canvas().click({ position: { x: 20, y: 300 } })
  await at('mirror').click()
  await expect(card('discriminator/down1')).toBeVisible()
  await expect(card('discriminator/score')).toContainText('1')
  await expect(problems()).toHaveCount(0)
  // The button is gone with what it did: the keyboard goes on in the canvas.
  await expect(canvas()).toBeFocused()
  await studio.page.keyboard.press('Control+z')
  await expect.poll(() => drawn('discriminator')).toEqual(discriminator.toSpliced(5, 0, 'dropout'))
})

test('the list edits the network that the graph shows, and the other way round', async () => {
  const row = (name: string) => at('layer-list').locator(`[id="row-discriminator/${name}"]`)
  await at('view-list').click()
  await row('dropout').click()
  await press('Alt+ArrowUp')
  await typeLayers(['batch'], 'layer-list')
  await expect(row('normalise')).toContainText('dropout')
  await at('view-graph').click()
  const edited = discriminator.toSpliced(4, 0, 'dropout', 'normalise')
  await expect.poll(() => drawn('discriminator')).toEqual(edited)
  await card('discriminator/normalise').click()
  await press('Delete')
  await expect(card('discriminator/normalise')).toHaveCount(0)
  await at('view-list').click()
  await expect(row('activation2')).toContainText('dropout')
  await expect(row('normalise')).toHaveCount(0)
  await row('activation2').click()
  await press('Control+z', 'Control+z', 'Control+z')
  await at('view-graph').click()
  await expect(at('save-architecture')).toBeDisabled()
})

test('presets open as graphs, lists and differences', async () => {
  await choose('architecture-select', 'DCGAN 64')
  await expect(studio.page.getByText('64×64×3').first()).toBeVisible()
  await expect(at('link-shape').filter({ hasText: '64×64×3' }).first()).toBeVisible()
  await photographBoth('architecture-dcgan')
  await at('flow-node').nth(5).click()
  await expect(inspector()).toBeVisible()
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
  await at('difference-as-graph').click()
  await at('view-graph').click()
})

test('blocks that come again fold into one card each, and are worked on as one', async () => {
  await choose('architecture-select', 'CycleGAN')
  await expect(at('flow-node').first()).toBeVisible()
  await photographBoth('architecture-cyclegan')
  const count = await at('flow-node').count()
  await canvas().focus()
  await press('[')
  await expect.poll(() => at('flow-node').count()).toBeLessThan(count)
  await photograph(studio, 'architecture-folded')
  await at('flow-node').locator('.unfold').first().click()
  await press(']')
  await expect(at('flow-node')).toHaveCount(count)

  // Of few layers all are on the page.
  await choose('architecture-select', 'DCGAN 64')
  await expect(card('discriminator/judge')).toBeAttached()
  const layers = await at('flow-node').count()
  const block = at('flow-node')
    .filter({ has: studio.page.locator('.unfold') })
    .first()
  const names = studio.page.locator('.many .names li')
  await canvas().focus()
  await press('[')
  await block.click()
  await expect(names.nth(1)).toBeVisible()
  const within = await names.count()
  await press('Control+d', ']')
  await expect(at('flow-node')).toHaveCount(layers + within)
  await press('Control+z', '[')
  await block.click()
  await expect(names).toHaveCount(within)
  await press('Delete', ']')
  await expect(at('flow-node')).toHaveCount(layers - within)
  await press('Control+z')
  await expect(at('flow-node')).toHaveCount(layers)
})

test('layers are copied from one architecture into another, and large windows have room', async () => {
  await choose('architecture-select', 'DCGAN 64')
  const copied = (await drawn('generator')).slice(3, 5)
  await card(`generator/${copied[0]}`).click()
  await press('Shift+ArrowDown', 'Control+c')
  const titles = await canvas().locator('.card.selected .title').allInnerTexts()
  expect(titles).toHaveLength(2)
  await choose('architecture-select', 'Mouse DCGAN')
  await expect(card('discriminator/conv3')).toBeVisible()
  await card('discriminator/conv3').click()
  await press('Control+v')
  await expect(canvas().locator('.card.selected .title')).toHaveText(titles)
  const own = discriminator.toSpliced(5, 0, 'dropout')
  const now = await drawn('discriminator')
  expect([now.slice(0, 7), now.slice(9)]).toEqual([own.slice(0, 7), own.slice(7)])
  await press('Control+z')
  await expect.poll(() => drawn('discriminator')).toEqual(own)
  await resizeWindow(studio, 1880, 1000)
  await press('0')
  await photograph(studio, 'architecture-large')
  await resizeWindow(studio, 1280, 800)
})

test('what was saved comes back as versions, goes out as models, and comes in from files', async () => {
  await canvas().focus()
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

  const file = join(folder.home, 'mouse.json')
  await studio.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, file)
  await at('export-architecture').click()
  await expect(studio.page.getByText('Keras code')).toBeVisible()
  await photograph(studio, 'architecture-export')
  await studio.page.locator('.n-dropdown-option', { hasText: 'Studio JSON' }).click()
  await expect(async () => {
    const { name, networks } = ArchitectureSpec.parse(JSON.parse(readFileSync(file, 'utf8')))
    expect([name, Object.keys(networks)]).toEqual(['Mouse DCGAN', ['generator', 'discriminator']])
  }).toPass()
  await expect(canvas()).toBeFocused()
  await studio.page.keyboard.press('Control+z')
  await expect(at('flow-node')).toHaveCount(count)
  await at('import-files').setInputFiles(file)
  await expect(at('flow-node')).toHaveCount(count - 1)
  await expect(problems()).toHaveCount(0)

  const models = join(folder.home, 'exported')
  command(['architecture', 'export', 'dcgan-28', '--format', 'tfjs', '--out', models], join(folder.home, 'other'))
  await at('import-files').setInputFiles(['generator', 'discriminator'].map((role) => join(models, `${role}.json`)))
  await expect(at('flow-node').filter({ hasText: '28×28×1' }).first()).toBeVisible()
  await expect(problems()).toHaveCount(0)
})

test('a step of the networks is timed on request', async () => {
  await canvas().focus()
  await press('Escape')
  await at('measure-step').click()
  await expect(at('step-timing')).toContainText('ms a step', { timeout: 60_000 })
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})

test('each run trained the networks that were drawn', async () => {
  // One process at a time has a studio home.
  await studio.close()
  const layersOf = (spec: ArchitectureSpec) =>
    networksOf(spec).map(({ network }) => network.layers.map(({ name }) => name))
  for (const [run, saved, judge] of [
    ['first-1', 'keyboard-dcgan', discriminator],
    ['first-2', 'mouse-dcgan@1', discriminator.toSpliced(5, 0, 'dropout')],
  ] as const) {
    const kept = ArchitectureSpec.parse(JSON.parse(command(['architecture', 'export', saved])))
    const { config } = JSON.parse(command(['runs', 'show', run, '--json']))
    expect(config.architecture).toEqual(kept)
    expect(layersOf(kept).map((names) => names.toSorted())).toEqual([generator.toSorted(), judge.toSorted()])
  }
})
