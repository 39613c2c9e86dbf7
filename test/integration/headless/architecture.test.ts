import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
