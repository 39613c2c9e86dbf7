#!/usr/bin/env node
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf, note } from './console.mjs'
import { readSystems } from './results/systems.mjs'
import { writeTable } from './results/table.mjs'
import { trainRow } from './results/train-row.mjs'

const help = `Usage: npm run results -- [--data DIR] [--home DIR] [ROW ...]

Trains the systems of docs/results/systems.json (all, or the named rows; hours) and writes docs/results.md.
A row whose run in this home was cut off goes on with it. Without --data only the page is made, from the runs that are recorded. Wants the built studio: npm run build.
`

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'string' }, home: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help === true) {
    process.stdout.write(help)
    return
  }
  const { datasets, rows } = readSystems()
  const unknown = positionals.filter((id) => !rows.some((row) => row.id === id))
  if (unknown.length > 0) throw new Error(`No such row: ${unknown.join(', ')}\n\n${help}`)
  const home = values.home ?? mkdtempSync(join(tmpdir(), 'gan-studio-results-'))
  const { data } = values
  for (const row of data === undefined ? [] : rows) {
    if (data === undefined || (positionals.length > 0 && !positionals.includes(row.id))) continue
    note(`${new Date().toISOString()} ${row.id}`)
    await trainRow(home, data, datasets, row)
    writeTable(rows, datasets)
  }
  writeTable(rows, datasets)
}

main().catch((error) => {
  note(messageOf(error))
  process.exitCode = 1
})
