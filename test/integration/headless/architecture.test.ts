import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serialise } from '@shared/architecture/edit/serialise'
import { ArchitectureFormat, textFiles } from '@shared/architecture/export/formats'
import { importArchitecture } from '@shared/architecture/import/import'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { onnx } from 'onnx-proto'
import { expect, test } from 'vitest'
import { runCommand } from '../../support/command-line'
import { architecture, chain, convolution, dense, layer, reshape } from '../../support/networks'
import { temporaryFolder } from '../../support/temporary-folder'

test('architectures are validated, compared and written in other forms', async () => {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  mkdirSync(home)
  const file = join(folder, 'broken.json')
  const broken = architecture(
    {
      generator: chain(layer.latent, dense(64), reshape(8, 8, 1)),
      discriminator: chain(layer.image, convolution('conv2d', [4, 4, 2, 1]), dense(1)),
    },
    { height: 8, width: 8, channels: 1 },
  )
  writeFileSync(file, JSON.stringify(broken))

  const wrong = await runCommand(home, 'architecture', 'validate', file, '--json')
  expect(wrong.code).toBe(1)
  expect(JSON.parse(wrong.stdout)).toMatchObject({
    valid: false,
    problems: [{ network: 'discriminator', layer: 'l2', repairs: ['Insert Flatten', 'Insert global pooling'] }],
  })
  const refused = await runCommand(home, 'architecture', 'export', file, '--format', 'pytorch')
  expect(refused.code).toBe(2)
  expect(refused.stderr).toContain('needs a vector')

  const copy = join(folder, 'dcgan.json')
  expect((await runCommand(home, 'architecture', 'export', 'dcgan', '--out', copy)).code).toBe(0)
  const same = await runCommand(home, 'architecture', 'diff', 'dcgan', copy)
  expect([same.code, same.stdout]).toEqual([0, 'They are the same.\n'])
  expect(readFileSync(copy, 'utf8').endsWith('}\n')).toBe(true)

  const differs = await runCommand(home, 'architecture', 'diff', 'dcgan', 'dcgan-projection')
  expect(differs.code).toBe(1)
  expect(differs.stdout).toContain('+ project · Dense')

  const neither = await runCommand(home, 'architecture', 'summary', 'nothing-there')
  expect(neither.code).toBe(2)
  writeFileSync(copy, '{"version": 9}')
  expect((await runCommand(home, 'architecture', 'summary', copy)).code).toBe(2)
})

test('architectures go out as code and models, and come back from models', async () => {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  mkdirSync(home)
  const out = (name: string) => join(folder, name)
  const exported = (format: string, ...more: string[]) =>
    runCommand(home, 'architecture', 'export', 'dcgan-28', '--format', format, ...more)

  expect((await exported('keras')).stdout).toContain('import keras')
  expect((await exported('tfjs', '--out', out('models'))).code).toBe(0)
  expect((await exported('tfjs', '--out', out('models'))).stderr).toContain('is there already')
  expect((await exported('keras-json')).stderr).toContain('--network')

  const models = ['generator', 'discriminator'].map((role) => join(out('models'), `${role}.json`))
  const imported = await runCommand(home, 'architecture', 'import', ...models, '--name', 'Back', '--json')
  expect(JSON.parse(imported.stdout)).toMatchObject({ id: 'back', notes: [] })
  const difference = await runCommand(home, 'architecture', 'diff', 'dcgan-28', 'back', '--json')
  const { networks, settings } = JSON.parse(difference.stdout)
  expect(settings).toEqual([{ path: 'name', before: '"Small DCGAN"', after: '"Back"' }])
  expect(
    new Set(networks.flatMap(({ layers }: { layers: { type: string }[] }) => layers.map(({ type }) => type))),
  ).toEqual(new Set(['same']))
  const versions = await runCommand(home, 'architecture', 'versions', 'back', '--json')
  expect(JSON.parse(versions.stdout)).toMatchObject([{ number: 1 }])
  expect((await runCommand(home, 'architecture', 'restore', 'back', '1')).code).toBe(0)
  expect((await runCommand(home, 'architecture', 'summary', 'back@7')).stderr).toContain('There is no version')

  writeFileSync(
    out('lstm.json'),
    JSON.stringify({
      class_name: 'Sequential',
      config: {
        layers: [
          { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, 8, 8, 1] } },
          { class_name: 'LSTM', config: { name: 'odd' } },
        ],
      },
    }),
  )
  const refused = await runCommand(home, 'architecture', 'import', out('lstm.json'))
  expect([refused.code, refused.stderr.includes('odd')]).toEqual([2, true])
})

test('every form that is written can be read, and comes back where the studio reads it', async () => {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  mkdirSync(home)
  const spec: ArchitectureSpec = { ...architecture(), name: 'Tiny', latent: { size: 3, prior: 'uniform' } }
  const file = join(folder, 'tiny.json')
  writeFileSync(file, serialise(spec))
  const exported = (format: string, ...more: string[]) =>
    runCommand(home, 'architecture', 'export', file, '--format', format, ...more)
  const at = (format: string) => join(folder, `written-${format}`)
  const valid = await runCommand(home, 'architecture', 'validate', file)
  expect([valid.code, valid.stdout]).toEqual([0, 'Nothing is wrong with it.\n'])

  const written = await Promise.all(
    [...ArchitectureFormat.options, 'schema'].map(async (format) => ({
      format,
      result: await exported(format, '--out', at(format), '--json'),
    })),
  )
  for (const { format, result } of written) {
    expect([result.code, result.stderr], format).toEqual([0, ''])
    expect(JSON.parse(result.stdout)).toEqual({ format, file: at(format) })
  }
  for (const format of ['json', 'pytorch', 'keras', 'svg'] as const) {
    expect(readFileSync(at(format), 'utf8'), format).toBe(textFiles(spec, format)[0]?.text)
  }
  for (const format of ['keras-json', 'tfjs'] as const) {
    const files = readdirSync(at(format)).map((name) => ({ name, text: readFileSync(join(at(format), name), 'utf8') }))
    expect(importArchitecture(files), format).toEqual({ spec, notes: [] })
  }
  expect(importArchitecture([{ name: 'x', text: readFileSync(at('json'), 'utf8') }]).spec).toEqual(spec)
  for (const [role, kernel, bias] of [
    ['generator', 12, 4],
    ['discriminator', 4, 1],
  ] as const) {
    const { graph } = onnx.ModelProto.decode(readFileSync(join(at('onnx'), `${role}.onnx`)))
    const sizes = graph?.initializer?.map(({ dims }) =>
      (dims ?? []).reduce<number>((all, size) => all * Number(size), 1),
    )
    expect(sizes, role).toEqual(expect.arrayContaining([kernel, bias]))
  }
  const png = readFileSync(at('png'))
  expect([png.toString('latin1', 1, 4), png.toString('latin1', 12, 16)]).toEqual(['PNG', 'IHDR'])
  expect(png.readUInt32BE(16)).toBeGreaterThan(100)
  expect(JSON.parse(readFileSync(at('schema'), 'utf8'))).toEqual(
    JSON.parse(readFileSync('docs/architecture.schema.json', 'utf8')),
  )

  const [one, all, summary, directory, seeded] = await Promise.all([
    exported('keras-json', '--network', 'generator'),
    exported('pytorch', '--network', 'generator'),
    runCommand(home, 'architecture', 'summary', file),
    runCommand(home, 'architecture', 'summary', folder),
    exported('pytorch', '--seed', '7', '--out', at('seeded')),
  ])
  expect(JSON.parse(one.stdout)).toMatchObject({ class_name: 'Functional', gan_studio: { role: 'generator' } })
  expect([all.code, all.stderr]).toEqual([2, expect.stringContaining('holds all networks in one file')])
  expect([seeded.code, seeded.stderr]).toEqual([2, expect.stringContaining('holds no weights that a seed could draw')])
  expect(readdirSync(folder)).not.toContain('written-seeded')
  expect([summary.code, summary.stderr]).toEqual([0, ''])
  expect(summary.stdout).toMatch(/^generator: 16 parameters, 12 multiply-adds\n/)
  expect([directory.code, directory.stderr]).toEqual([2, expect.stringContaining('is a folder')])

  const keras = ['generator.json', 'discriminator.json'].map((name) => join(at('keras-json'), name))
  const imported = [
    await runCommand(home, 'architecture', 'import', at('json'), '--json'),
    await runCommand(home, 'architecture', 'import', ...keras, '--json'),
  ]
  for (const { code, stdout } of imported) {
    expect(code).toBe(0)
    const { id, notes } = JSON.parse(stdout)
    expect(notes).toEqual([])
    const back = await runCommand(home, 'architecture', 'export', id)
    expect(JSON.parse(back.stdout)).toEqual(spec)
  }
})
