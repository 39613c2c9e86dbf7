import { expect, test } from '@playwright/test'
import { openStudio, temporaryHome } from '../support/studio-window'

test('a page whose process dies comes back by itself, and its live view goes on', async () => {
  const { home, remove } = temporaryHome()
  const studio = await openStudio(home)
  /** What the page says, asked by main: the test's own connection to the page ends with its process. */
  const text = (name: string): Promise<string> =>
    studio.app.evaluate(async ({ BrowserWindow }, wanted) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const script = `document.querySelector('[data-test="${wanted}"]')?.innerText ?? ''`
      const answer: unknown = contents?.isCrashed() === false ? await contents.executeJavaScript(script) : ''
      return typeof answer === 'string' ? answer : ''
    }, name)
  const step = async () => Number((await text('run-step')).replace(/\D/g, ''))
  try {
    await studio.page.getByTestId('quick-start').click()
    await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(5)
    const before = await step()
    await studio.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<void>((cameBack) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents
          contents?.once('did-finish-load', () => cameBack())
          contents?.forcefullyCrashRenderer()
        }),
    )
    await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(before)
    const first = await step()
    await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(first)
    expect(await text('run-status')).toContain('Running')
  } finally {
    await studio.close()
    remove()
  }
})
