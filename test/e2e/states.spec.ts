import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

/** States that a person meets when something waits, fails or is deleted: each is looked at, and left by its own way out. */
const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const folder = temporaryHome()
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  const words = ['train', 'mlp-small', '--steps', '20', '--name', 'First', '--home', folder.home]
  execFileSync(process.execPath, [headless, ...words], { stdio: 'ignore' })
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

/** Opens MNIST and asks to delete it. */
async function askToDeleteMnist(): Promise<void> {
  await at('rail-datasets').click()
  await at('dataset-card').filter({ hasText: '70,000 images' }).click()
  await at('remove-dataset').click()
  await expect(at('confirm')).toBeVisible()
}

const openRun = (id: string) =>
  studio.page.evaluate((run) => {
    location.hash = `#/train/${run}`
  }, id)

test('a run waits while another is at work', async () => {
  await at('rail-train').click()
  await at('train-quick-start').click()
  await expect(at('run-status')).toContainText('Running', { timeout: 60_000 })
  await studio.page.keyboard.press('Control+n')
  await at('train-button').click()
  await expect(at('run-status')).toContainText('Queued')
  await photograph(studio, 'train-queued')
})

test('a dataset that a run trains on is not deleted, which the window says', async () => {
  await askToDeleteMnist()
  await photograph(studio, 'dialog-delete-dataset')
  await at('confirm').click()
  const failure = studio.page.getByText('trains on this dataset').first()
  await expect(failure).toBeVisible()
  await studio.page.keyboard.press('Escape')
  await expect(at('confirm')).toBeHidden()
  await photograph(studio, 'notice-failure')
  await at('status-failures').click()
  await expect(studio.page.getByText('Failures since the window opened')).toBeVisible()
  await photograph(studio, 'failures')
  await studio.page.keyboard.press('Escape')
})

test('a run whose dataset is in the trash fails, says so, and goes on when it is restored', async () => {
  for (const [run, state] of [
    ['first-3', 'Queued'],
    ['first-2', 'Running'],
  ] as const) {
    await openRun(run)
    await expect(at('run-status')).toContainText(state)
    await at('stop').click()
    await expect(at('run-status')).toContainText('Stopped', { timeout: 60_000 })
  }
  await at('remove-run').click()
  await expect(at('confirm')).toBeVisible()
  await photograph(studio, 'dialog-delete-run')
  await studio.page.keyboard.press('Escape')

  await askToDeleteMnist()
  await at('confirm').click()
  // What has the keyboard stays.
  await studio.page.getByRole('button', { name: 'Undo' }).focus()
  await photograph(studio, 'notice-undo')

  await openRun('first-2')
  await at('resume').click()
  await expect(at('run-status')).toContainText('Failed', { timeout: 60_000 })
  await expect(studio.page.getByText('The dataset “MNIST” is in the trash').first()).toBeVisible()
  await photograph(studio, 'train-failed')

  await at('rail-settings').click()
  await expect(at('trash-row')).toHaveText(/Dataset “MNIST” 70,000 images/)
  await at('trash-row').scrollIntoViewIfNeeded()
  await photograph(studio, 'disk-trash')
  await at('trash-restore').click()
  await expect(at('trash-row')).toHaveCount(0)
  await openRun('first-2')
  await at('resume').click()
  await expect(at('run-status')).toContainText('Running', { timeout: 60_000 })
  await at('stop').click()
  await expect(at('run-status')).toContainText('Stopped', { timeout: 60_000 })
})

test('a project is deleted with its runs, and comes back with them', async () => {
  await at('rail-projects').click()
  await at('project-menu').click()
  await studio.page.locator('.n-dropdown-option', { hasText: 'Delete' }).click()
  await expect(studio.page.getByRole('alertdialog')).toContainText('its 3 runs')
  await photograph(studio, 'dialog-delete-project')
  await at('confirm').click()
  await expect(at('project-card')).toHaveCount(0)
  // The newest message is the last one.
  await studio.page.getByRole('button', { name: 'Undo' }).last().focus()
  await photograph(studio, 'projects-none')
  await studio.page.keyboard.press('Enter')
  await expect(at('project-card')).toHaveCount(1)
  await expect(at('project-card')).toContainText('2 stopped')
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
