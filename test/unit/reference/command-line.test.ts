import { expect, test } from 'vitest'
import { buildProgram } from '../../../src-main/headless/program'
import { commandReference } from '../../support/command-reference'

test('docs/reference/command-line.md says what the command line offers (made anew by `vitest run -u` on this file)', async () => {
  const program = buildProgram(async () => undefined, '', 'studio')
  await expect(commandReference(program)).toMatchFileSnapshot('../../../docs/reference/command-line.md')
})
