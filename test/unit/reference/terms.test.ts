import { expect, test } from 'vitest'
import { terms } from '../../../src-shared/glossary/terms'

test('docs/reference/terms.md explains the terms as the window does (made anew by `vitest run -u` on this file)', async () => {
  const lines = Object.values(terms).map(({ title, text }) => `- **${title}**: ${text}`)
  const page = ['# Terms', '', 'As the “?” beside a term in the window explains them.', '', ...lines, ''].join('\n')
  await expect(page).toMatchFileSnapshot('../../../docs/reference/terms.md')
})

test('every term is explained in one to three plain sentences', () => {
  for (const { title, text } of Object.values(terms)) {
    expect(title).not.toBe('')
    expect(text).toMatch(/^[A-Z½].*\.$/)
    expect(text).not.toMatch(/[!\n]/)
    expect(text.length).toBeLessThan(240)
  }
})
