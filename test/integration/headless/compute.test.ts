import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onnx } from 'onnx-proto'
import { expect, test } from 'vitest'
import { CompileReport } from '../../../src-shared/compute/compile-report'
import { Measurement } from '../../../src-shared/compute/measurement'
import { runCommand, startCommand } from '../../support/command-line'
import { temporaryFolder } from '../../support/temporary-folder'

/** Whether every value that a node reads is an input, a constant or made by a node before it. */
function isWhole({ graph }: onnx.ModelProto): boolean {
  const known = new Set(
    ['', ...(graph?.input ?? []), ...(graph?.initializer ?? [])].map(
      (one) => one && (typeof one === 'string' ? one : one.name),
    ),
  )
  const nodes = graph?.node ?? []
  const read = nodes.every(({ input, output }) => {
    const fits = (input ?? []).every((name) => known.has(name))
    for (const name of output ?? []) known.add(name)
    return fits
  })
  return read && (graph?.output ?? []).every(({ name }) => known.has(name))
}

test('compile shows and writes the graph after each pass, and what its operations take', async () => {
  const home = join(temporaryFolder(), 'home')
  const folder = join(temporaryFolder(), 'graphs')
  const { code, stdout, stderr } = await runCommand(
    ...([home, 'compile', 'dcgan-28', '--batch', '2', '--without', 'masks', '--dump', folder, '--json'] as const),
  )
  expect(stderr).toContain('Compiling the discriminator')
  expect(code).toBe(0)
  const report = CompileReport.parse(JSON.parse(stdout))
  expect(report).toMatchObject({ engine: 'compiled-cpu', batchSize: 2, without: ['masks'] })
  expect(report.parts.map(({ name, kind }) => [name, kind])).toEqual([
    ['discriminator', 'phase'],
    ['generator', 'phase'],
    ['samples', 'inference'],
  ])
  for (const { stages, operations, slowest } of report.parts) {
    expect(stages.map(({ pass }) => pass)).toEqual(expect.arrayContaining(['trace', 'simplification', 'convolutions']))
    expect(stages.map(({ pass }) => pass)).not.toContain('masks')
    expect(operations.find(({ operation }) => operation === 'matmul')?.milliseconds).toBeGreaterThan(0)
    expect(slowest.length).toBeGreaterThan(0)
  }
  // D's first convolution of 28×28×1 images: 14·14 positions, 64 filters of 4·4·1, on 2·2 images, forward.
  const traced = report.parts[0]?.stages[0]?.byOperation.find(({ operation }) => operation === 'convolution')
  expect(traced?.flops).toBeGreaterThan(2 * 4 * 14 * 14 * 64 * 16)
  const { runtime, native, javascript } = report.step.shares
  expect(runtime + native + javascript).toBeCloseTo(1, 6)

  const files = report.parts.flatMap(({ stages }) => stages.map(({ file }) => file))
  const written = readdirSync(folder).sort()
  expect(written).toEqual([...files.map((file) => file?.slice(folder.length + 1)), 'summary.json', 'summary.md'].sort())
  for (const file of files) {
    const model = onnx.ModelProto.decode(readFileSync(file ?? ''))
    expect(isWhole(model)).toBe(true)
    expect(model.graph?.output?.length).toBeGreaterThan(0)
  }
  expect(JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'))).toEqual(JSON.parse(stdout))
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('## generator (phase)')

  const unknown = await runCommand(home, 'compile', 'mlp-small', '--without', 'mask')
  expect(unknown).toMatchObject({ code: 2 })
  expect(unknown.stderr).toContain('masks')
  expect(await runCommand(home, 'compile', 'mlp-small', '--engine', 'abacus')).toMatchObject({ code: 2 })
})

test('measure times an engine on a preset, and ends when it is interrupted', async () => {
  const home = join(temporaryFolder(), 'home')
  const { code, stdout } = await runCommand(home, 'measure', 'mlp-small', '--engines', 'compiled-cpu', '--json')
  expect(code).toBe(0)
  const { rows } = Measurement.parse(JSON.parse(stdout))
  expect(rows).toMatchObject([{ preset: 'mlp-small', engine: 'compiled-cpu', outcome: { state: 'measured' } }])

  const command = startCommand(home, 'measure', 'mlp-small', '--engines', 'reference')
  await command.said('Measuring mlp-small on reference')
  command.child.kill('SIGINT')
  const interrupted = await command.result
  expect(interrupted.code).toBe(130)
  expect(interrupted.stderr).toContain('cancelled')
})
