import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from '@playwright/test'
import { unreachable } from '../support/reachable'
import { sideways } from '../support/reflow'
import { openStudio, photograph, resizeWindow, type StudioWindow, temporaryHome } from '../support/studio-window'

const headless = resolve(import.meta.dirname, '../../out/main/headless.cjs')
const folder = temporaryHome()
let studio: StudioWindow

test.beforeAll(async () => {
  const train = (...options: string[]) =>
    execFileSync(process.execPath, [headless, 'train', 'mlp-small', ...options, '--home', folder.home], {
      stdio: 'ignore',
    })
  train('--steps', '20', '--name', 'First', '--seed', '1')
  train('--steps', '20', '--name', 'Second', '--seed', '2')
  studio = await openStudio(folder.home)
  await resizeWindow(studio, 1280, 800)
})

test.afterAll(async () => {
  await studio?.close()
  folder.remove()
})

const at = (name: string) => studio.page.getByTestId(name)
const screens = ['projects', 'datasets', 'architecture', 'train', 'compare', 'latent', 'settings'] as const

/** Goes to a screen by its key, and waits until it is there. */
async function goTo(screen: (typeof screens)[number]): Promise<void> {
  await studio.page.keyboard.press(`Control+${screens.indexOf(screen) + 1}`)
  await expect(at(`rail-${screen}`)).toHaveAttribute('aria-current', 'page')
  const shown = {
    projects: 'project-card',
    datasets: 'dataset-card',
    architecture: 'flow-node',
    train: 'train-button',
    compare: 'run-row',
    latent: 'latent-canvas',
    settings: 'measure',
  } as const
  await expect(at(shown[screen]).first()).toBeVisible({ timeout: 30_000 })
}

test('keys show the shortcuts and the palette, which lead on', async () => {
  const { keyboard } = studio.page
  await goTo('projects')
  await keyboard.press('?')
  await expect(at('shortcut-sheet')).toBeVisible()
  await photograph(studio, 'shortcuts')
  await keyboard.press('Escape')
  await expect(at('shortcut-sheet')).toBeHidden()
  await keyboard.press('Control+k')
  await expect(at('palette-input')).toBeFocused()
  await photograph(studio, 'palette')
  await keyboard.type('keyboard short')
  await keyboard.press('Enter')
  await expect(at('shortcut-sheet')).toBeVisible()
  await keyboard.press('Escape')
  await keyboard.press('Control+n')
  await expect(at('train-button')).toBeVisible()
})

test('the application menu asks the page for what it names', async () => {
  /** Presses an item of the menu by the labels on the way. */
  const choose = (...labels: string[]) =>
    studio.app.evaluate(({ Menu }, path) => {
      const [first, second] = path
      const item = Menu.getApplicationMenu()
        ?.items.find(({ label }) => label.replace('&', '') === first)
        ?.submenu?.items.find(({ label }) => label === second)
      if (!item) throw new Error(`no ${path.join(' → ')} in the menu`)
      item.click()
    }, labels)
  await choose('Go', 'Settings')
  await expect(at('rail-settings')).toHaveAttribute('aria-current', 'page')
  await choose('Go', 'Back')
  await expect(at('rail-train')).toHaveAttribute('aria-current', 'page')
  await choose('Help', 'Keyboard shortcuts')
  await expect(at('shortcut-sheet')).toBeVisible()
  await studio.page.keyboard.press('Escape')
})

test('what has the keyboard is seen to have it', async () => {
  await goTo('projects')
  const seen = new Set<string>()
  for (let press = 0; press < 24; press++) {
    await studio.page.keyboard.press('Tab')
    const focus = await studio.page.evaluate(() => {
      const element = document.activeElement
      if (!(element instanceof HTMLElement) || element === document.body) return null
      const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40) ?? ''
      // A link that stands for a whole line has its ring around the line.
      const ring = [undefined, '::after'].some((part) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element, part)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      })
      return { name, ring }
    })
    if (focus === null) continue
    expect(focus, focus.name).toMatchObject({ ring: true })
    seen.add(focus.name)
  }
  expect(seen.size).toBeGreaterThan(10)
})

test('nothing moves by itself where motion is reduced', async () => {
  const { page } = studio
  const moving = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap((element) => {
        const { transitionDuration, animationDuration, animationName } = getComputedStyle(element)
        const lasts = (text: string) => text.split(',').some((one) => Number.parseFloat(one) > 0)
        return lasts(transitionDuration) || (animationName !== 'none' && lasts(animationDuration))
          ? [element.className.toString()]
          : []
      }),
    )
  expect((await moving()).length).toBeGreaterThan(0)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const screen of screens) {
    await goTo(screen)
    expect(await moving(), screen).toEqual([])
  }
  // Films are played by hand alone, even where there is one.
  await goTo('latent')
  await at('add-keyframe').click()
  await at('add-keyframe').click()
  await expect(page.getByRole('button', { name: 'Play the film' })).toBeEnabled()
  await goTo('train')
  await at('tab-runs').click()
  await at('run-row').first().click()
  await expect(page.getByRole('button', { name: /^Play all/ })).toBeVisible()
  await at('tab-set-up').click()
  await page.emulateMedia({ reducedMotion: null })
})

test('text of twice the size leaves every control within reach, and scrolls one way alone', async () => {
  const zoom = (factor: number) =>
    studio.app.evaluate(
      ({ BrowserWindow }, wanted) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(wanted),
      factor,
    )
  /** A picture of the whole window: Playwright's own takes a part of an enlarged page. */
  const picture = async (screen: string) => {
    const png = await studio.app.evaluate(async ({ BrowserWindow }) => {
      const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage()
      return image?.toPNG().toString('base64') ?? ''
    })
    const file = join(resolve(import.meta.dirname, '../..'), `test-results/screenshots/zoom-${screen}.png`)
    writeFileSync(file, Buffer.from(png, 'base64'))
  }
  const check = async (state: string) => {
    await picture(state)
    expect.soft(await sideways(studio.page), state).toEqual([])
    expect.soft(await unreachable(studio.page), state).toEqual([])
  }
  await zoom(2)
  await studio.page.waitForFunction(() => window.innerWidth === 640)
  for (const screen of screens) {
    await goTo(screen)
    await check(screen)
  }
  await goTo('datasets')
  await at('dataset-card').first().click()
  await expect(at('class-select')).toBeVisible()
  await check('dataset')
  await goTo('train')
  await at('tab-runs').click()
  await at('run-row').first().click()
  await expect(at('run-title')).toBeVisible()
  await check('run')
  await at('tab-set-up').click()
  await goTo('architecture')
  await at('view-list').click()
  await check('list')
  await at('view-difference').click()
  await check('difference')
  await at('view-graph').click()
  await goTo('compare')
  for (const tab of ['parameters', 'pictures', 'queue', 'curves']) {
    await at(`tab-${tab}`).click()
    await expect(at(`tab-${tab}`)).toHaveAttribute('aria-selected', 'true')
    await check(`compare-${tab}`)
  }
  await zoom(1)
})

test('the page complains of nothing', () => {
  expect(studio.complaints).toEqual([])
})
