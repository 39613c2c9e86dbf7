#!/usr/bin/env node
// Makes docs/accessibility.md of what the last end-to-end run noted: `npm test -- --only e2e`, then `npm run accessibility`.
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { note, root } from './console.mjs'

/**
 * @typedef {{ screen: string, state: string, theme: 'light' | 'dark', rules: number, applied: number, elements: number,
 *   undecided: number, violations: { rule: string }[] }} Outcome
 */

const folder = join(root, 'test-results/accessibility')
const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
/** @type {Outcome[]} */
const outcomes = await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))))
const { version } = createRequire(import.meta.url)('axe-core/package.json')
const screens = ['projects', 'datasets', 'architecture', 'train', 'compare', 'latent', 'settings']
const states = [...new Set(outcomes.map(({ state }) => state))]
  .map((state) => ({
    state,
    light: outcomes.find((one) => one.state === state && one.theme === 'light'),
    dark: outcomes.find((one) => one.state === state && one.theme === 'dark'),
  }))
  .flatMap(({ state, light, dark }) => (light && dark ? [{ state, light, dark }] : []))
  .sort((a, b) => screens.indexOf(a.light.screen) - screens.indexOf(b.light.screen) || (a.state < b.state ? -1 : 1))
const broken = (/** @type {Outcome} */ { violations }) => violations.map(({ rule }) => rule)
const rows = states.map(({ state, light, dark }) => {
  const found = [...broken(light), ...broken(dark)]
  return `| ${light.screen} | ${state} | ${light.elements} | ${light.applied} of ${light.rules} | ${dark.applied} of ${dark.rules} | ${found.length === 0 ? 'none' : found.join(', ')} | ${light.undecided + dark.undecided} |`
})
const total = states.reduce((sum, { light, dark }) => sum + broken(light).length + broken(dark).length, 0)
const text = `# Accessibility

Every state of a screen that an end-to-end test photographs is looked at by axe-core ${version} (\`test/support/accessibility.ts\`), and a violation
fails the test: in the light theme with all of its rules that are on by default, those of good practice included, in the dark theme with those
that depend on colours. Left out are the arrow of Naive UI's submenus, which is a picture without a name, and, for the rule \`region\` alone, menus
and tooltips, which Naive UI hangs beside the page's landmarks. \`npm run accessibility\` makes this page of what the last run noted.

Beyond axe:

| what | how it is proved |
| --- | --- |
| each screen's main job with keys alone | \`architecture.spec.ts\` (build, save and train), \`first-session.spec.ts\` (film, latent), \`compare.spec.ts\` (filter, choose, tag, delete), \`manners.spec.ts\` (screens, palette, shortcuts) |
| what has the keyboard is seen to have it | \`manners.spec.ts\`: a ring of 2 px on everything that Tab reaches |
| reduced motion | \`manners.spec.ts\`: no element of any screen has a transition or an animation that lasts; \`compare.spec.ts\`: pictures that blink take turns by a button, and no film plays by itself, nor in Latent and Train (\`manners.spec.ts\`) |
| text at 200 % | \`manners.spec.ts\`: at 1280×800 and twice the size, every control of every screen can be scrolled to and pressed, and nothing but tables, canvases and rows of pictures scrolls sideways |
| run colours | \`run-colours.test.ts\`: with all cones and without each kind (Machado, Oliveira and Fernandes 2009), any two of eight are at least 13 apart in CIE L\\*a\\*b\\*; each has its own dash as well |
| contrast of text and lines | \`tokens.test.ts\`: 4.5:1 and 3:1 on every background of both themes |

${states.length} states, ${total} violations. “Undecided” are elements that axe cannot judge, such as text over a picture or a gradient.

| screen | state | elements | rules that apply, light | rules that apply, dark | violations | undecided |
| --- | --- | ---: | ---: | ---: | --- | ---: |
${rows.join('\n')}
`
await writeFile(join(root, 'docs/accessibility.md'), text)
note(`${states.length} states, ${total} violations: docs/accessibility.md`)
