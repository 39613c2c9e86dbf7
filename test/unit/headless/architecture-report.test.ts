import { takesPenalty } from '@shared/architecture/roles'
import { NetworkRole } from '@shared/architecture/spec'
import { expect, test } from 'vitest'
import { summaryDocument, summaryLines } from '../../../src-main/headless/architecture-report'
import { architecture, chain, convolution, dense, layer } from '../../support/networks'
import { presetConfig } from '../../support/studio-records'

test('a gradient penalty is taken of what judges images, and said of nothing else', () => {
  expect(NetworkRole.options.filter(takesPenalty)).toEqual(['discriminator', 'discriminatorA', 'discriminatorB'])
  const { architecture: dcgan } = presetConfig('dcgan')
  expect(summaryDocument(dcgan).networks.map(({ network, gradientPenalty }) => [network, gradientPenalty])).toEqual([
    ['generator', null],
    ['discriminator', false],
  ])
  const said = summaryLines(dcgan).filter((line) => line.includes('gradient penalty'))
  expect(said).toEqual([
    expect.stringMatching(/^discriminator: .*statistics of the batch keep a gradient penalty out$/),
  ])
  const critic = presetConfig('wgan-gp').architecture
  expect(summaryLines(critic).join('\n')).toMatch(/^discriminator: .*, a gradient penalty can pass$/m)
  for (const id of ['ae', 'vae', 'classifier']) {
    expect(summaryLines(presetConfig(id).architecture).join('\n'), id).not.toContain('penalty')
  }
})

test('a summary says what is wrong, after the tables', () => {
  const broken = architecture({ discriminator: chain(layer.image, convolution('conv2d', [4, 1, 1, 0]), dense(1)) })
  const lines = summaryLines(broken)
  expect(lines).toContainEqual(expect.stringMatching(/^discriminator: .*, 1 problem$/))
  expect(lines.slice(-3)).toEqual([
    'discriminator, l2: needs a vector but gets 2×2×4',
    '  would solve it: Insert Flatten',
    '  would solve it: Insert global pooling',
  ])
  expect(summaryLines(architecture()).join('\n')).not.toContain('problem')
})
