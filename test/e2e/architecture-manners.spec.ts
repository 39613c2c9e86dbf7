import { expect, test } from '@playwright/test'
import { editorIn } from '../support/editor-window'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const folder = temporaryHome()
let studio: StudioWindow
const { at, type, press, choose, typeLayers, clickSetting, card, drawn, dragAbove } = editorIn(() => studio)

const canvas = () => at('architecture-canvas')
const alerts = () => at('layer-inspector').getByRole('alert')

test.beforeAll(async () => {
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
  await at('rail-architecture').click()
})

test.beforeEach(async () => {
  await choose('architecture-select', 'Small perceptron GAN')
  await expect(card('discriminator/sigmoid')).toBeVisible()
  await canvas().focus()
  await press('0')
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

async function boxOf(id: string) {
  const box = await card(id).boundingBox()
  if (!box) throw new Error('the card is in sight')
  return box
}

test('Escape takes a drag back and does nothing else', async () => {
  const { mouse, keyboard } = studio.page
  await card('discriminator/dropout1').click()
  const before = [await drawn('discriminator'), await boxOf('discriminator/dropout1')]
  await dragAbove('discriminator/activation1', 'discriminator/sigmoid', async () => {
    await expect(canvas().locator('.ghost')).toBeVisible()
    await press('Escape')
    await expect(canvas().locator('.ghost')).toHaveCount(0)
  })

  const end = await boxOf('discriminator/sigmoid')
  const handle = await card('discriminator/dense1').getByTestId('connect-handle').boundingBox()
  if (!handle) throw new Error('a card has a handle')
  await mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2)
  await mouse.down()
  await mouse.move(end.x + 40, end.y + 20, { steps: 4 })
  await expect(card('discriminator/sigmoid').locator('.target')).toHaveCount(1)
  await press('Escape')
  await mouse.up()

  const { x, y } = (await canvas().boundingBox()) ?? { x: 0, y: 0 }
  for (const kind of ['frame', 'pan']) {
    if (kind === 'frame') await keyboard.down('Shift')
    await mouse.move(x + 20, y + 300)
    await mouse.down()
    await mouse.move(x + 400, y + 420, { steps: 4 })
    if (kind === 'frame') await expect(canvas().locator('.frame')).toBeVisible()
    else await expect.poll(() => boxOf('discriminator/dropout1')).not.toEqual(before[1])
    await press('Escape')
    await mouse.up()
    await keyboard.up('Shift')
  }
  await expect(canvas().locator('.frame')).toHaveCount(0)
  await expect.poll(() => boxOf('discriminator/dropout1')).toEqual(before[1])
  await expect(canvas().locator('.card.selected')).toHaveCount(1)
  await expect(card('discriminator/dropout1').locator('.card.selected')).toHaveCount(1)
  expect(await drawn('discriminator')).toEqual(before[0])
  await expect(at('undo')).toBeDisabled()
})

test('a refused value says why as long as it is in its field', async () => {
  const units = at('setting-units').locator('input')
  await card('discriminator/dense1').click()
  await expect(at('layer-name')).toHaveValue('dense1')
  await clickSetting('units', 50)
  await press('Escape')
  await expect(card('discriminator/dense1')).toContainText('50')
  await clickSetting('units', 0)
  await press('Escape')
  await expect(alerts()).toHaveText('Possible: whole numbers, 1 to 1,000,000')
  await expect(units).toHaveValue('0')
  await photograph(studio, 'architecture-refused')
  await press('Control+z')
  await expect(units).toHaveValue('100')
  await expect(alerts()).toHaveCount(0)
  await clickSetting('units', 0)
  await press('Enter')
  await expect(alerts()).toHaveCount(1)
  await clickSetting('units', 100)
  await press('Enter')
  await expect(units).toHaveValue('100')
  await expect(alerts()).toHaveCount(0)
  await expect(at('undo')).toBeDisabled()

  await at('layer-name').fill('dense2')
  await press('Enter')
  await expect(alerts()).toHaveText('is the name of another layer')
  await expect(at('layer-name')).toHaveValue('dense2')
  await card('discriminator/dropout1').click()
  await expect(at('layer-name')).toHaveValue('dropout1')
  await expect(alerts()).toHaveCount(0)
})

test('a tooltip closes with the button that its own click disables', async () => {
  await card('discriminator/dense1').click()
  await expect(at('layer-name')).toHaveValue('dense1')
  await clickSetting('units', 7)
  await press('Enter')
  await at('undo').hover()
  const tip = studio.page.locator('.n-tooltip')
  await expect(tip).toContainText('Undo: Set units')
  await at('undo').click()
  await expect(at('undo')).toBeDisabled()
  await expect(tip).toHaveCount(0)
})

test('the foot says what training takes, and whether a gradient penalty can pass', async () => {
  const memory = at('memory')
  await expect(memory).toHaveText(/\d [kMG]B$/)
  const before = await memory.innerText()
  await at('batch-size').locator('input').click({ clickCount: 3 })
  await type('4096')
  await press('Enter')
  await expect(memory).not.toHaveText(before)
  await expect(memory).toHaveText(/\d [kMG]B$/)

  await expect(at('penalty')).toContainText('can pass')
  await card('discriminator/dense1').click()
  await typeLayers(['batch'])
  await expect(at('penalty')).toContainText('cannot pass')
  await press('Control+z')
  await expect(at('penalty')).toContainText('can pass')
  expect(studio.complaints).toEqual([])
})
