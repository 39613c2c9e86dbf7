import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { openStudio, photograph, resizeWindow, temporaryHome } from '../support/studio-window'

test('a damaged database is named and set aside, and the studio works', async () => {
  const { home, remove } = temporaryHome()
  const garbage = Buffer.from('this is no database, and long enough to be looked at '.repeat(200))
  writeFileSync(join(home, 'studio.sqlite'), garbage)
  const studio = await openStudio(home)
  try {
    await resizeWindow(studio, 1280, 800)
    await expect(studio.page.getByTestId('failure').first()).toContainText('studio.sqlite')
    await expect(studio.page.getByTestId('quick-start')).toBeVisible()
    await photograph(studio, 'start-damaged')
    const aside = readdirSync(home).find((name) => name.startsWith('studio.sqlite.damaged-'))
    expect(aside && readFileSync(join(home, aside)).equals(garbage)).toBe(true)
  } finally {
    await studio.close()
    remove()
  }
})
