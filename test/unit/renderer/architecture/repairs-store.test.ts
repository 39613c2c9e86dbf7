import { afterEach, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import { sought, useRepairs } from '../../../../src-renderer/architecture/repairs-store'
import { closeEditor, openEditor } from '../../../support/editor'
import { architecture, chain, dense, layer, reshape } from '../../../support/networks'

afterEach(closeEditor)

it('repairs are found for the first problems, then also for those of the layer that is chosen', async () => {
  // Layers that lead nowhere, each a problem of its own.
  const loose = Array.from({ length: 12 }, (_, i) => ({ name: `loose${i}`, inputs: ['l0'], layer: dense(4) }))
  const sound = chain(layer.latent, dense(4), layer.tanh, reshape(2, 2, 1))
  const editor = openEditor(architecture({ generator: { ...sound, layers: [...sound.layers, ...loose] } }))
  const repairs = useRepairs()
  vi.runAllTimers()
  const { problems } = editor
  const counts = () => problems.map(({ role, problem }) => repairs.of(role, problem).length > 0)
  expect(problems).toHaveLength(12)
  expect(counts()).toEqual(problems.map((_, i) => i < 8))
  editor.selectOnly('generator/loose11')
  await nextTick()
  vi.runAllTimers()
  expect(counts()).toEqual(problems.map((_, i) => i < 8 || i === 11))
})

it('repairs are sought once for each problem', () => {
  const problems = Array.from({ length: 20 }, (_, i) => ({
    role: 'generator' as const,
    problem: { layer: `l${i % 10}`, message: `wrong ${i}`, fix: 'right' },
  }))
  const of = (name: string) => sought(problems, { role: 'generator', name }).map(({ problem }) => problem.message)
  const first = Array.from({ length: 8 }, (_, i) => `wrong ${i}`)
  expect(of('l3')).toEqual([...first, 'wrong 13'])
  expect(of('l9')).toEqual([...first, 'wrong 9', 'wrong 19'])
  expect(sought(problems, { role: 'discriminator', name: 'l9' })).toHaveLength(8)
  expect(sought(problems, undefined)).toHaveLength(8)
})
