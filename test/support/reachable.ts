import type { Page } from '@playwright/test'

/** What a person can press, type into or choose. */
const controls =
  'a[href], button, input, select, textarea, summary, [role="slider"], [role="tab"], [role="switch"], [role="combobox"], [tabindex="0"]'

/**
 * The controls of a page that no scrolling brings to where they can be pressed: outside of the window, cut off, or under something else.
 * Those that are disabled, and those that only show while something is pointed at, are left out.
 */
export const unreachable = (page: Page): Promise<string[]> =>
  page.evaluate((wanted) => {
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} ${element.getAttribute('data-test') ?? ''} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}”`
    const isShown = (element: Element) => {
      const { width, height } = element.getBoundingClientRect()
      const drawn = element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })
      return drawn && width > 1 && height > 1 && getComputedStyle(element).pointerEvents !== 'none'
    }
    const problems: string[] = []
    for (const element of document.querySelectorAll(wanted)) {
      if (!isShown(element) || element.matches(':disabled') || element.closest('[inert], [aria-hidden="true"]'))
        continue
      element.scrollIntoView({ block: 'center', inline: 'center' })
      const { left, right, top, bottom } = element.getBoundingClientRect()
      // Of what is wider than the window, such as a table, the middle of what is seen of it.
      const isWide = right - left > innerWidth
      const x = isWide ? (Math.max(left, 0) + Math.min(right, innerWidth)) / 2 : (left + right) / 2
      const y = (top + bottom) / 2
      const cut = x < 0 || y < 0 || x > innerWidth || y > innerHeight
      const hit = cut ? null : document.elementFromPoint(x, y)
      const label = element.closest('label')
      const own = hit !== null && (element.contains(hit) || hit.contains(element) || label?.contains(hit) === true)
      const inField = hit?.closest('.n-base-selection, .n-input') === element.closest('.n-base-selection, .n-input')
      if (cut) problems.push(`${name(element)} lies outside of the window`)
      else if (!own && !(hit !== null && inField && element.closest('.n-base-selection, .n-input') !== null))
        problems.push(`${name(element)} is under ${hit === null ? 'nothing' : name(hit)}`)
    }
    return problems
  }, controls)
