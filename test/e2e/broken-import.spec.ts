import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import {
  openStudio,
  photograph,
  resizeWindow,
  type StudioWindow,
  temporaryHome,
  utilityProcesses,
} from '../support/studio-window'

const rose = resolve(import.meta.dirname, '../fixtures/datasets/files/folders/rose/rose-0.png')
const folder = temporaryHome()
const source = join(folder.home, 'source', 'roses')
const notes = join(folder.home, 'source', 'notes.txt')
let studio: StudioWindow

test.describe.configure({ mode: 'serial' })

test.beforeAll(async () => {
  mkdirSync(source, { recursive: true })
  for (let copy = 0; copy < 300; copy++) cpSync(rose, join(source, `rose-${copy}.png`))
  writeFileSync(notes, 'no image at all')
  studio = await openStudio(join(folder.home, 'home'))
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)

async function drop(file: string): Promise<void> {
  const devtools = await studio.page.context().newCDPSession(studio.page)
  const data = { items: [], files: [file], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x: 640, y: 400, data })
  }
  await expect(at('import-sheet')).toBeVisible()
}

const importers = () => utilityProcesses(studio, 'importer')

/** Starts the import of a name, holds its process still and ends it as a crash would. */
async function crashWhileImporting(id: string, picture?: string): Promise<void> {
  const held = await importers()
  expect(held).toHaveLength(1)
  for (const pid of held) process.kill(pid, 'SIGSTOP')
  await at('import-start').click()
  await expect.poll(() => existsSync(join(folder.home, 'home', 'datasets', `.${id}.import`, 'job.json'))).toBe(true)
  await expect(at('import-progress')).toBeVisible()
  if (picture !== undefined) await photograph(studio, picture)
  expect(await importers(), 'the process that is held is the one that imports').toEqual(held)
  for (const pid of held) process.kill(pid, 'SIGKILL')
  await expect(at('import-sheet').getByTestId('failure')).toContainText('import process')
}

test('a file that is no image is refused, and another can be chosen', async () => {
  await expect(at('quick-start')).toBeVisible()
  await drop(notes)
  const failure = at('import-sheet').getByTestId('failure')
  await expect(failure).toContainText('notes.txt')
  await expect(failure.getByRole('button', { name: 'Choose another file' })).toBeVisible()
  await photograph(studio, 'import-refused')
  await at('import-close').click()
})

test('an import whose process dies is tried again, and the same images are imported', async () => {
  await drop(source)
  await expect(at('found-images')).toHaveText('300')
  await crashWhileImporting('roses', 'import-at-work')
  await photograph(studio, 'import-failed')
  await at('import-sheet').getByRole('button', { name: 'Try again' }).click()
  await expect(at('import-result')).toContainText('300 images', { timeout: 60_000 })
  await at('import-close').click()
})

test('one that was left is offered among the datasets, and goes on there', async () => {
  await drop(source)
  await at('import-name').fill('Later')
  await expect(at('import-start')).toBeEnabled()
  await crashWhileImporting('later')
  await at('import-sheet').getByRole('button', { name: 'Close' }).last().click()
  await studio.page.getByRole('link', { name: 'Datasets' }).click()
  await expect(at('unfinished-import')).toContainText('Later')
  await photograph(studio, 'datasets-unfinished')
  await at('import-resume').click()
  await expect(at('import-result')).toContainText('300 images', { timeout: 60_000 })
  await at('import-show').click()
  await expect(at('shown-count')).toHaveText('300 images')
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
