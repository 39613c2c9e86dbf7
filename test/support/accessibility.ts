import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type axe from 'axe-core'

/** Where an end-to-end run notes what was checked; `scripts/accessibility.mjs` makes docs/accessibility.md of it. */
const notes = resolve(import.meta.dirname, '../../test-results/accessibility')
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The rules whose outcome depends on the theme. */
const colourRules = ['color-contrast', 'link-in-text-block']

/** Naive UI hangs menus and tooltips beside the page's landmarks; the arrow of a submenu is a picture without a name. */
const layers = '.v-binder-follower-container'

/** What axe found on a page in one state. */
interface Outcome {
  /** How many rules ran, and how many of them found something that they apply to. */
  readonly rules: number
  readonly applied: number
  readonly elements: number
  /** Elements that axe could not judge, such as text over a picture. */
  readonly undecided: number
  readonly violations: readonly { readonly rule: string; readonly help: string; readonly at: readonly string[] }[]
}

async function run(page: Page, rules: readonly string[] | undefined): Promise<Outcome> {
  if (await page.evaluate(() => !('axe' in window))) {
    await page.evaluate(source)
    await page.evaluate((layers) => {
      const engine: typeof axe = Reflect.get(window, 'axe')
      engine.configure({ rules: [{ id: 'region', selector: `body *:not(${layers}, ${layers} *)` }] })
    }, layers)
  }
  return await page.evaluate(async (only) => {
    const engine: typeof axe = Reflect.get(window, 'axe')
    const found = await engine.run(
      { exclude: [['.n-dropdown-option-body__suffix']] },
      {
        resultTypes: ['violations'],
        preload: false,
        iframes: false,
        ...(only === undefined ? {} : { runOnly: { type: 'rule', values: [...only] } }),
      },
    )
    const nodes = (results: axe.Result[]) => results.reduce((sum, one) => sum + one.nodes.length, 0)
    const { passes, violations, incomplete, inapplicable } = found
    return {
      rules: passes.length + violations.length + incomplete.length + inapplicable.length,
      applied: passes.length + violations.length + incomplete.length,
      elements: document.querySelectorAll('body *').length,
      undecided: nodes(incomplete),
      violations: violations.map((one) => ({
        rule: one.id,
        help: one.help,
        at: one.nodes.map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 160)}`),
      })),
    }
  }, rules)
}

/**
 * Has axe-core look at a page with all of its rules, or in a second theme with those that depend on colours, and expects no
 * violation. Notes the outcome under the name of the state.
 */
export async function expectNoViolations(page: Page, state: string, theme: string, first: boolean): Promise<void> {
  const outcome = await run(page, first ? undefined : colourRules)
  const screen = await page.evaluate(() => location.hash.split(/[/?]/)[1] ?? '')
  mkdirSync(notes, { recursive: true })
  writeFileSync(join(notes, `${state}-${theme}.json`), JSON.stringify({ screen, state, theme, ...outcome }, null, 2))
  if (!process.env['AXE_COLLECT']) expect(outcome.violations, `axe on ${state} in the ${theme} theme`).toEqual([])
}
