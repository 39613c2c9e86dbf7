import { expect } from '@playwright/test'
import { photograph, resizeWindow, type StudioWindow } from './studio-window'

/** The architecture editor of a window as end-to-end tests use it: what is on the page, keys and the mouse. */
export function editorIn(window: () => StudioWindow) {
  const at = (name: string) => window().page.getByTestId(name)
  const type = (text: string) => window().page.keyboard.type(text)
  const canvas = () => at('architecture-canvas')

  async function press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await window().page.keyboard.press(key)
  }

  /** Chooses the first entry of a menu that has a text in it. */
  async function choose(menu: string, text: string): Promise<void> {
    await at(menu).click()
    // Written over: what was typed before may not be cleared yet.
    await at(menu).locator('input').fill(text)
    const options = window().page.locator('.n-base-select-option:visible')
    await expect(options.first()).toContainText(text)
    // By its key: a menu that becomes shorter moves, and a pointer would press what is there then.
    await expect(options.first()).toHaveClass(/pending/)
    await press('Enter')
    await expect(options).toHaveCount(0)
  }

  /** Pictures at both sizes of the window. */
  async function photographBoth(name: string): Promise<void> {
    for (const [width, height] of [
      [1280, 800],
      [1880, 1000],
    ] as const) {
      await resizeWindow(window(), width, height)
      await photograph(window(), `${name}-${width}`, width === 1280)
    }
    await resizeWindow(window(), 1280, 800)
  }

  /** Presses Tab until the focus is on something, or in it where it takes none itself. */
  async function tabTo(name: string): Promise<void> {
    const there = () =>
      window().page.evaluate((wanted) => {
        const element = document.activeElement?.closest<HTMLElement>(`[data-test="${wanted}"]`)
        return element === document.activeElement || (element !== null && element !== undefined && element.tabIndex < 0)
      }, name)
    for (let presses = 0; presses < 80 && !(await there()); presses++) await press('Tab')
    expect(await there(), `Tab leads to ${name}`).toBe(true)
  }

  /** Adds layers by typing what finds them, where the keys of the editor are heard: the canvas, or the list. */
  async function typeLayers(words: readonly string[], surface = 'architecture-canvas'): Promise<void> {
    for (const word of words) {
      await press('+')
      await expect(at('layer-palette')).toBeFocused()
      await type(word)
      await press('Enter')
      await expect(at(surface)).toBeFocused()
    }
  }

  /** Types the first setting of the chosen layer and goes back to the canvas. */
  async function typeSetting(value: number): Promise<void> {
    await press('Enter')
    await type(String(value))
    await press('Escape')
    await expect(canvas()).toBeFocused()
  }

  /** Adds layers by clicking them in the palette, which is open where there is no layer yet. */
  async function clickLayers(...titles: readonly string[]): Promise<void> {
    for (const title of titles) {
      if ((await at('layer-palette').count()) === 0) await at('add-layer').click()
      const entries = window().page.locator('#layer-palette-list').getByRole('option')
      await entries.filter({ hasText: new RegExp(`^\\s*${title}`) }).click()
      await expect(at('layer-palette')).toHaveCount(0)
    }
  }

  /** Clicks into a setting of the chosen layer and types a number there. */
  async function clickSetting(name: string, value: number): Promise<void> {
    await at(`setting-${name}`).locator('input').click({ clickCount: 3 })
    await type(String(value))
  }

  const card = (id: string) => canvas().locator(`[data-layer="${id}"]`)

  /** The layers of a network from top to bottom, as they are drawn. */
  const drawn = (role: string): Promise<string[]> =>
    canvas()
      .locator(`[data-layer^="${role}/"]`)
      .evaluateAll((cards) =>
        cards
          .map((one) => ({ top: one.getBoundingClientRect().top, id: one.getAttribute('data-layer') ?? '' }))
          .sort((a, b) => a.top - b.top)
          .map(({ id }) => id.slice(id.indexOf('/') + 1)),
      )

  /** Drags a card to the connection right above another card; `atEnd` comes right before it is let go. */
  async function dragAbove(id: string, target: string, atEnd?: () => Promise<void>): Promise<void> {
    const [from, to] = [await card(id).boundingBox(), await card(target).boundingBox()]
    if (!from || !to) throw new Error('the cards are in sight')
    const { mouse } = window().page
    await mouse.move(from.x + 40, from.y + 10)
    await mouse.down()
    await mouse.move(to.x + to.width / 2, to.y - 30, { steps: 4 })
    await mouse.move(to.x + to.width / 2, to.y - 6, { steps: 4 })
    await atEnd?.()
    await mouse.up()
  }

  return {
    at,
    type,
    press,
    choose,
    photographBoth,
    tabTo,
    typeLayers,
    typeSetting,
    clickLayers,
    clickSetting,
    card,
    drawn,
    dragAbove,
  }
}
