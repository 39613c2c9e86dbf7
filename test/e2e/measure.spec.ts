import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, temporaryHome, utilityProcesses } from '../support/studio-window'

test('engines are measured from the settings, cancelled at once, and the last result survives a restart', async () => {
  const { home, remove } = temporaryHome()
  let studio = await openStudio(home)
  const at = (name: string) => studio.page.getByTestId(name)
  try {
    await resizeWindow(studio, 1280, 800)
    await at('rail-settings').click()
    await at('measure').click()
    const progress = at('engine-speed').getByRole('progressbar')
    await expect(progress).toBeVisible()
    await expect(at('measured-row').first()).toBeVisible({ timeout: 60_000 })
    await photograph(studio, 'settings-measuring')
    await expect(at('measure')).toHaveText('Measure again', { timeout: 60_000 })
    const rows = await at('measured-row').allInnerTexts()
    expect(rows.filter((row) => row.includes('compiled-cpu'))).toHaveLength(2)
    expect(rows.join()).toMatch(/img\/s/)
    expect(await utilityProcesses(studio, 'measurer')).toEqual([])
    await at('engine-speed').scrollIntoViewIfNeeded()
    await photograph(studio, 'settings-measured')

    await at('measure').click()
    await expect(progress).toBeVisible()
    await expect.poll(() => utilityProcesses(studio, 'measurer')).toHaveLength(1)
    await at('cancel-measurement').click()
    await expect(progress).toBeHidden()
    await expect.poll(() => utilityProcesses(studio, 'measurer')).toEqual([])
    expect(await at('measured-row').allInnerTexts()).toEqual(rows)

    await studio.close()
    studio = await openStudio(home)
    await at('rail-settings').click()
    await expect(at('measured-row')).toHaveCount(rows.length)
    expect(await at('measured-row').allInnerTexts()).toEqual(rows)
    expect(studio.complaints).toEqual([])
  } finally {
    await studio.close()
    remove()
  }
})
