import { textFiles } from '@shared/architecture/export/formats'
import { pythonNames } from '@shared/architecture/export/python-names'
import type { NetworkSpec } from '@shared/architecture/spec'
import { expect, it } from 'vitest'
import { architecture, dense, layer } from '../../../../support/networks'

it('layers get names of their own that neither Python, PyTorch nor the exported code has', () => {
  const names = pythonNames(['role', 'studio', 'forward', 'in', 'a-b', 'a_b', 'plain'])
  expect(Object.fromEntries(names)).toEqual({
    role: 'role_',
    studio: 'studio_',
    forward: 'forward_',
    in: 'in_',
    'a-b': 'a_b',
    a_b: 'a_b_',
    plain: 'plain',
  })
})

it('the attributes that the code has for itself are no layers of it', () => {
  const discriminator: NetworkSpec = {
    layers: [
      { name: 'image', inputs: [], layer: layer.image },
      { name: 'flat', inputs: ['image'], layer: layer.flatten },
      { name: 'role', inputs: ['flat'], layer: dense(4) },
      { name: 'studio', inputs: ['role'], layer: dense(1) },
    ],
    output: 'studio',
  }
  const code = textFiles(architecture({ discriminator }), 'pytorch')[0]?.text
  expect(code).toContain('    role = "discriminator"')
  expect(code).toContain('    studio = {"role": "role_", "studio": "studio_"}')
  expect(code).not.toMatch(/self\.(role|studio) /)
})

it('draws vectors in numbers, since PyTorch counts no fans of them, and a scale also where kernels need no line', () => {
  const hidden = { ...dense(6), biasInitialiser: { type: 'he-uniform' } } as const
  const judge = { ...dense(1), biasInitialiser: { type: 'orthogonal', gain: 2 } } as const
  const discriminator: NetworkSpec = {
    layers: [
      { name: 'image', inputs: [], layer: layer.image },
      { name: 'flat', inputs: ['image'], layer: layer.flatten },
      { name: 'hidden', inputs: ['flat'], layer: hidden },
      {
        name: 'norm',
        inputs: ['hidden'],
        layer: { ...layer.normalise, scaleInitialiser: { type: 'uniform-fan-in' } },
      },
      { name: 'judge', inputs: ['norm'], layer: judge },
    ],
    output: 'judge',
  }
  const code = textFiles(architecture({ discriminator }), 'pytorch')[0]?.text ?? ''
  const bounds = [...code.matchAll(/uniform_\(self\.(.*), -(.*), .*\)/g)].map(([, tensor, bound]) => [
    tensor,
    Number(bound),
  ])
  expect(bounds).toEqual([
    ['hidden.bias', expect.closeTo(Math.sqrt(6 / 4), 12)],
    ['norm.weight', expect.closeTo(1 / Math.sqrt(6), 12)],
  ])
  expect(code).toContain('nn.init.orthogonal_(self.judge.bias.detach()[None], 2)')
})
