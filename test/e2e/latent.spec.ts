import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'
import { tinyCycle } from '../support/tiny-cycle'

const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const folder = temporaryHome()
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  const train = (preset: string, ...options: string[]) =>
    execFileSync(
      process.execPath,
      [headless, 'train', preset, '--steps', '10', '--name', preset, '--home', folder.home, ...options],
      { stdio: 'ignore' },
    )
  train('vae')
  train('cgan')
  const image = { height: 28, width: 28, channels: 1 }
  const architecture = JSON.stringify({ ...tinyCycle.architecture, image })
  train('cyclegan', '--dataset', 'mnist', '--set', `architecture=${architecture}`, '--set', 'domains={"a":3,"b":8}')
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)
const identifier = () => at('latent-identifier').locator('input')
const picture = () =>
  at('latent-canvas').evaluate((element) => (element instanceof HTMLCanvasElement ? element.toDataURL() : ''))

/** Waits for the pictures of a grid. */
const gridDrawn = () =>
  expect
    .poll(() =>
      at('latent-grid')
        .locator('canvas')
        .evaluate((element) => {
          if (!(element instanceof HTMLCanvasElement)) return false
          const blank = document.createElement('canvas')
          blank.width = element.width
          blank.height = element.height
          return element.toDataURL() !== blank.toDataURL()
        }),
    )
    .toBe(true)

async function explore(preset: string): Promise<void> {
  await at('latent-run').click()
  await studio.page.locator('.n-base-select-option', { hasText: new RegExp(`${preset}$`) }).click()
}

/** Writes a grey image of a bright square on black. @param side of the square, in pixels of 28 */
function square(name: string, side: number): string {
  const from = (28 - side) / 2
  const bright = (place: number) => place >= from && place < from + side
  const pixels = Uint8Array.from({ length: 28 * 28 }, (_, at) =>
    bright(at % 28) && bright(Math.floor(at / 28)) ? 230 : 0,
  )
  const file = join(folder.home, name)
  writeFileSync(file, Buffer.concat([Buffer.from('P5\n28 28\n255\n'), pixels]))
  return file
}

/** Drags a file over the window and drops it, as the system does: its events are trusted, and the file has a path. */
async function drop(file: string, words: string): Promise<void> {
  const session = await studio.page.context().newCDPSession(studio.page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data })
  await expect(at('drop-area')).toHaveText(words)
  await session.send('Input.dispatchDragEvent', { type: 'drop', x: 400, y: 300, data })
  await expect(at('drop-area')).toBeHidden()
  await session.detach()
}

test('images that are dropped are encoded by a VAE, which has a walk between them and a map of its latent plane', async () => {
  await at('rail-latent').click()
  await explore('vae')
  await expect(at('latent-canvas')).toBeVisible()
  await drop(square('small.pgm', 8), 'Drop an image to see it in this latent space')
  await expect(at('inversion-found')).toContainText('By the encoder')
  await expect(at('inversion-found')).toContainText('levels apart')
  await expect(at('inversion-picture')).toBeVisible()
  await expect(identifier()).toHaveValue(/^z:/)
  const first = await identifier().inputValue()
  await at('add-keyframe').click()
  await drop(square('large.pgm', 20), 'Drop an image to see it in this latent space')
  await expect(identifier()).not.toHaveValue(first)
  await at('add-keyframe').click()
  const [last, shown] = [await identifier().inputValue(), await picture()]
  const slider = await at('latent-slider').boundingBox()
  if (!slider) throw new Error('the slider is not there')
  await studio.page.mouse.click(slider.x + slider.width / 2, slider.y + slider.height / 2)
  await expect(identifier()).not.toHaveValue(last)
  await expect.poll(picture).not.toBe(shown)
  await photograph(studio, 'latent-encoded')
  await at('mode-grid').click()
  await expect(at('grid-columns')).toContainText('z1 = 0')
  await gridDrawn()
  await expect(at('grid-spot')).toBeVisible()
  await at('latent-grid').focus()
  await studio.page.keyboard.press('ArrowDown')
  await photograph(studio, 'latent-map')
  await studio.page.keyboard.press('Enter')
  await expect(at('latent-canvas')).toBeVisible()
  await expect(identifier()).toHaveValue(/^z:/)
})

test('a keyframe is dragged into a − b + c', async () => {
  for (const [place, keyframe] of [0, 1, 0].entries())
    await at('keyframe').nth(keyframe).dragTo(at('sum-place').nth(place))
  await expect(at('sum-place').locator('canvas')).toHaveCount(3)
  await at('sum-show').click()
  await expect(identifier()).toHaveValue(/^z:/)
})

test('a conditional generator has a picture for each class, and a grid of classes and seeds with their names', async () => {
  await explore('cgan')
  const classes = at('class-picker').getByRole('radio')
  await expect(classes).toHaveCount(10)
  await at('latent-reset').click()
  await expect(identifier()).toHaveValue('seed:0')
  const before = await picture()
  await at('class-picker').getByText('7', { exact: true }).click()
  await expect(classes.nth(7)).toBeChecked()
  await expect.poll(picture).not.toBe(before)
  const seven = await picture()
  await at('class-blend').click()
  await studio.page.keyboard.type('3')
  await studio.page.keyboard.press('Enter')
  await expect(at('class-share')).toHaveAttribute('aria-valuetext', '50 %')
  await expect.poll(picture).not.toBe(seven)
  await photograph(studio, 'latent-class-blend')
  await at('class-share').press('Home')
  await expect.poll(picture).toBe(seven)
  await at('mode-grid').click()
  await expect(at('grid-columns').locator('span')).toHaveText(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
  await expect(at('grid-rows').locator('span').first()).toHaveText('seed 0')
  await gridDrawn()
  await photograph(studio, 'latent-classes')
  const area = await at('latent-grid').locator('canvas').boundingBox()
  const rows = await at('grid-rows').locator('span').count()
  if (!area) throw new Error('the grid is not there')
  await studio.page.mouse.click(area.x + area.width * 0.35, area.y + (area.height * 1.5) / rows)
  await expect(classes.nth(3)).toBeChecked()
  await expect(identifier()).toHaveValue('seed:1')
})

test('a class of the dataset has a mean for an encoder', async () => {
  await explore('vae')
  await at('class-mean').click()
  await studio.page.keyboard.type('3')
  await studio.page.keyboard.press('Enter')
  await expect(studio.page.getByText(/^Mean of \d+ encoded images\.$/)).toBeVisible()
  await expect(identifier()).toHaveValue(/^z:/)
  await photograph(studio, 'latent-class-mean')
  await at('latent-random').click()
  await expect(at('class-mean')).toContainText('Mean of a class')
})

test('images that are dropped on a CycleGAN are translated, one way and the other', async () => {
  await explore('cyclegan')
  await expect(studio.page.getByText('No image to translate yet')).toBeVisible()
  await drop(square('kind.pgm', 14), 'Drop an image to translate it')
  const translated = at('translation').first().locator('img').nth(1)
  await expect(at('translation').locator('img')).toHaveCount(3)
  const there = await translated.getAttribute('src')
  await at('translate-from-b').click()
  await expect(translated).not.toHaveAttribute('src', there ?? '')
  await at('translate-draw').click()
  await expect(at('translation').locator('img')).toHaveCount(6)
  await photograph(studio, 'latent-translate')
})

test('what is no request on the port of pictures ends nothing', async () => {
  await studio.page.evaluate(() => {
    window.addEventListener('message', ({ data, ports: [port] }) => {
      if (port && JSON.stringify(data).includes('frames')) Object.assign(window, { stolen: port })
    })
  })
  await explore('cgan')
  await explore('vae')
  await at('latent-reset').click()
  await expect(identifier()).toHaveValue('seed:0')
  const posted = await studio.page.evaluate(() => {
    const port = 'stolen' in window ? window.stolen : undefined
    if (!(port instanceof MessagePort)) return 0
    const numbered = new ArrayBuffer(24)
    new Uint32Array(numbered).fill(0xffffffff)
    const all = ['text', '', null, 7, {}, { request: 1 }, [], new Uint8Array(8), new ArrayBuffer(0), new ArrayBuffer(7)]
    for (const one of [...all, numbered, 'x'.repeat(1e6), new ArrayBuffer(1e7)]) port.postMessage(one)
    port.postMessage('a port', [new MessageChannel().port1])
    return all.length
  })
  expect(posted).toBeGreaterThan(0)
  const before = await picture()
  await at('latent-random').click()
  await expect.poll(picture).not.toBe(before)
})

test('a checkpoint that is damaged is said to be, and other runs can be explored all the same', async () => {
  const file = join(folder.home, 'projects/first/runs/first-2/checkpoints/step-0000010/tensors.safetensors')
  writeFileSync(file, readFileSync(file).subarray(0, 100))
  await explore('cgan')
  await expect(at('failure')).toContainText('is damaged')
  await photograph(studio, 'latent-failed')
  await explore('vae')
  await expect(at('latent-canvas')).toBeVisible()
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
