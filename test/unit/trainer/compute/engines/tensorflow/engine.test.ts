import { describe, expect, it } from 'vitest'
import { engines } from '../../../../../../src-main/trainer/compute/engines/registry'
import {
  type TensorFlowTools,
  tensorFlowEngine,
} from '../../../../../../src-main/trainer/compute/engines/tensorflow/engine'
import { buildProgram } from '../../../../../../src-main/trainer/program/build'
import { tinyConfig } from '../../../../../support/tiny-run'
import { stateFor } from '../agreement'

const installation = {
  package: { name: '@tensorflow/tfjs-node-gpu', version: '4.22.0', folder: '/nowhere' },
  binding: '/nowhere/tfjs_binding.node',
}
const works = { state: 'works', version: '2.19.1', gpu: false, complaint: null } as const

const toolsWith = (change: Partial<TensorFlowTools> = {}): TensorFlowTools => ({
  find: () => ({ state: 'installed', installation }),
  probe: async () => works,
  cards: () => [],
  ...change,
})

describe('TensorFlow on this machine', () => {
  it('is set up, or the doctor says why it is not and what to do; where CI is true it has to be set up', async () => {
    const { available, reason } = await engines.tensorflow.status()
    const explained = process.env['CI'] !== 'true' && reason.includes('npm run setup:tensorflow')
    expect(available ? /passed its self-test/.test(reason) : explained, reason).toBe(true)
  })
})

describe('the status of TensorFlow', () => {
  it('names version and device', async () => {
    expect(await tensorFlowEngine(toolsWith()).status()).toMatchObject({
      available: true,
      device: expect.stringMatching(/\d+ threads?$/),
      reason: 'TensorFlow 2.19.1 passed its self-test on the processor.',
    })
    const gpu = toolsWith({ probe: async () => ({ ...works, gpu: true }), cards: () => ['NVIDIA GeForce RTX 3060'] })
    expect(await tensorFlowEngine(gpu).status()).toMatchObject({
      available: true,
      device: 'NVIDIA GeForce RTX 3060',
      reason: 'TensorFlow 2.19.1 passed its self-test on the GPU.',
    })
  })

  it('says why a card that is there is not used', async () => {
    const cards = () => ['NVIDIA GeForce RTX 3060']
    const complaint = 'Cannot dlopen some GPU libraries.'
    const plain = await tensorFlowEngine(toolsWith({ cards })).status()
    expect(plain.reason).toContain(
      'does not use the NVIDIA GeForce RTX 3060: this TensorFlow library is one for processors',
    )
    expect(plain.reason).toContain('npm run setup:tensorflow -- --gpu')
    const told = await tensorFlowEngine(toolsWith({ cards, probe: async () => ({ ...works, complaint }) })).status()
    expect(told.reason).toContain(complaint)
  })

  it('asks again while TensorFlow cannot be used, and not once it works', async () => {
    let [probes, installed] = [0, false]
    const engine = tensorFlowEngine(
      toolsWith({
        find: () => (installed ? { state: 'installed', installation } : { state: 'missing', reason: 'Not here.' }),
        probe: async () => {
          probes++
          return probes === 1 ? { state: 'fails', reason: 'Broken.' } : works
        },
      }),
    )
    expect(await engine.status()).toMatchObject({ available: false, reason: 'Not here.' })
    installed = true
    expect(await engine.status()).toMatchObject({ available: false, reason: 'Broken.' })
    expect(await engine.status()).toMatchObject({ available: true })
    expect(await engine.status()).toMatchObject({ available: true })
    expect(probes).toBe(2)
  })

  it('prepares nothing where TensorFlow cannot be used, and says why', async () => {
    const program = buildProgram(tinyConfig)
    const engine = tensorFlowEngine(toolsWith({ find: () => ({ state: 'missing', reason: 'Not here.' }) }))
    await expect(engine.prepare(program, stateFor(program))).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: 'Not here.',
    })
  })
})
