import { cpus } from 'node:os'
import '@tensorflow/tfjs-backend-cpu'
import type { Engine } from '../engine'
import { type EagerBackend, EagerExecutor } from './eager/executor'
import { plainRules } from './eager/plain-rules'

const plain: EagerBackend = { name: 'cpu', rules: plainRules, failure: (cause) => cause }

/** Eager tfjs on its plain JavaScript backend: slow, simple, and what the other engines are compared with. */
export const referenceEngine: Engine = {
  id: 'reference',
  async status() {
    const device = `${cpus()[0]?.model.trim() ?? 'processor'}, 1 thread`
    const reason = 'TensorFlow.js in plain JavaScript runs everywhere; it is slow and meant for checks.'
    return { id: 'reference', title: 'Reference', available: true, device, reason }
  },
  async prepare(program, state, onPhase = () => undefined) {
    onPhase('Preparing the networks')
    return new EagerExecutor(program, plain, state)
  },
}
