import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const folder = temporaryHome()
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
  await at('rail-train').click()
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)
const step = async () => Number((await at('run-step').first().innerText()).replace(/\D/g, ''))

/** Sets up a preset by its title and starts it. */
async function train(title: string): Promise<void> {
  await at('preset-select').click()
  await at('preset-select').locator('input').fill(title)
  await studio.page.locator('.n-base-select-option', { hasText: title }).first().click()
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Running', { timeout: 60_000 })
}

test('a denoising autoencoder shows images, what it sees of them and reconstructions; a run goes on from its checkpoint', async () => {
  await train('Denoising autoencoder')
  await expect(at('live-grid')).toBeVisible()
  await expect(at('picture-legend')).toHaveText(
    'From above: image · with noise, as the encoder sees it · reconstruction',
  )
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThanOrEqual(5)
  await photograph(studio, 'train-denoising')
  await at('stop').click()
  await expect(at('run-status')).toContainText('Stopped')
  const stopped = await step()
  await at('checkpoints').click()
  await photograph(studio, 'train-checkpoints')
  await at('branch').click()
  await expect(at('origin')).toContainText(`from step ${stopped.toLocaleString('en-US')} of Run 1`)
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(stopped)
  await at('stop').click()
  await expect(at('run-status')).toContainText('Stopped')
  await at('new-run').click()
})

test('an attacked classifier shows what it takes images for before and after, and its accuracy against ε', async () => {
  await train('Adversarial training')
  await expect(at('picture-legend')).toHaveText('From above: image · what the attack adds · attacked image')
  await expect(at('robustness-chart')).toBeVisible({ timeout: 60_000 })
  await expect(at('predictions').getByRole('listitem').first()).toBeVisible()
  await photograph(studio, 'train-classifier')
  await at('stop').click()
  await expect(at('run-status')).toContainText('Stopped')
  expect(studio.complaints).toEqual([])
})
