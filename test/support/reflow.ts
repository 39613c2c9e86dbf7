import type { Page } from '@playwright/test'

/** What may be wider than the window: tables, drawings, rows of pictures and text of code. */
const wide = 'table, canvas, svg, pre, [role="grid"], [role="table"], [data-wide]'

/**
 * What of a page asks to be scrolled sideways: areas that do, and text or controls that begin in the window and end outside of it
 * where nothing brings them in.
 */
export const sideways = (page: Page): Promise<string[]> =>
  page.evaluate((allowed) => {
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className.toString().slice(0, 40)} “${(element.textContent ?? '').trim().slice(0, 40)}”`
    const problems: string[] = []
    const isWide = (element: Element) => element.closest(allowed) !== null || element.querySelector(allowed) !== null
    const isClipped = (inner: Element, outer: Element) => {
      for (let at = inner.parentElement; at !== null && at !== outer; at = at.parentElement)
        if (getComputedStyle(at).overflowX !== 'visible') return true
      return false
    }
    for (const element of document.querySelectorAll('html, body, body *')) {
      const { overflowX } = getComputedStyle(element)
      const scrolls = overflowX === 'auto' || overflowX === 'scroll' || element === document.documentElement
      const over = element.scrollWidth - element.clientWidth
      const isPage = element.matches('html, body, #app, main')
      if (scrolls && over > 1 && element.clientWidth > 0 && (isPage || !isWide(element))) {
        const edge = element.getBoundingClientRect().left + element.clientWidth + 1
        const out = [...element.querySelectorAll('*')].filter(
          (one) => one.getBoundingClientRect().right > edge && !isClipped(one, element),
        )
        problems.push(`${name(element)} scrolls sideways by ${over}, as do ${out.slice(0, 5).map(name).join(', ')}`)
      }
    }
    return problems
  }, wide)
