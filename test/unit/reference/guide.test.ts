import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../src-main/headless/program'

const pages = ['README.md', 'docs/guide.md', 'docs/compare.md', 'docs/datasets.md', 'docs/latent.md', 'docs/replay.md']

/** The words of a line of a shell, without what it would redirect. */
function words(line: string): string[] {
  const [command = ''] = line.split(/ [>|] /)
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  )
}

/**
 * Commands that a page shows as code of their own; what stands behind two spaces is a remark, a backslash goes on with
 * the next line, and STEP is an example of one.
 */
function commandsOf(page: string): string[] {
  return page
    .replaceAll(/ \\\n +/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const shown = /^ {4,}(?:studio|npm run -s studio --) (.+)$/.exec(line)?.[1]
      return shown === undefined ? [] : [shown.split(/ {2,}/)[0]?.replaceAll('STEP', '100') ?? '']
    })
}

/** A command line that only parses. */
function parser(): Command {
  const program = buildProgram(async () => undefined, '', 'studio')
  const quiet = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
    for (const child of command.commands) quiet(child)
  }
  quiet(program)
  return program
}

const shown = pages.flatMap((page) => commandsOf(readFileSync(page, 'utf8')).map((command) => [page, command] as const))

test.each(shown)('%s: studio %s is a command', async (_page, command) => {
  await parser().parseAsync(words(command), { from: 'user' })
})

test('the pages show commands', () => {
  expect(shown.length).toBeGreaterThan(50)
})

test.each(pages)('what %s links to and shows is there', (page) => {
  const text = readFileSync(page, 'utf8')
  const targets = [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '')
  for (const target of targets) expect(existsSync(join(dirname(page), target)), target).toBe(true)
})
