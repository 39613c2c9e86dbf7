import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, temporaryHome } from '../support/studio-window'

const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const studio = (home: string, ...words: readonly string[]) =>
  execFileSync(process.execPath, [headless, ...words, '--home', home], { stdio: ['ignore', 'pipe', 'pipe'] })

test('a project file that the system hands over is opened, written again and opened beside itself', async () => {
  const there = temporaryHome()
  const here = temporaryHome()
  const file = join(there.home, 'digits.ganstudio')
  studio(there.home, 'train', 'mlp-small', '--steps', '20', '--name', 'Travelled', '--engine', 'reference')
  studio(there.home, 'projects', 'export', 'first', '--out', file)
  const window = await openStudio(here.home, [file])
  try {
    const { app, page, complaints } = window
    await resizeWindow(window, 1280, 800)
    await expect(page.getByText('Travelled').first()).toBeVisible({ timeout: 60_000 })
    await expect(page.getByTestId('project-card')).toHaveCount(1)

    const copy = join(there.home, 'copy.ganstudio')
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
    }, copy)
    await page.getByTestId('project-menu').click()
    await page.getByText('Export…').click()
    await expect(page.getByTestId('export-data')).toBeVisible()
    await photograph(window, 'projects-export')
    await page.getByTestId('export-project').click()
    await expect.poll(() => existsSync(copy)).toBe(true)

    await page.getByTestId('open-project-file').click()
    await expect(page.getByTestId('project-card')).toHaveCount(2)
    await photograph(window, 'projects-opened')
    expect(complaints).toEqual([])
  } finally {
    await window.close()
    there.remove()
    here.remove()
  }
})
