import { test } from 'vitest'
import { engines } from '../../src-main/trainer/compute/engines/registry'
import { compiledVariants } from '../support/compiled-variants'
import { smallPresets } from '../support/small-presets'
import { usableEngines } from '../support/usable-engines'
import { expectAgreement, type Subject } from './agreement'

const close = { loss: 1e-5, gradient: 1e-4, kink: 1e-5 }
/** What is not the engine's usual way and rounds more: tiles add and subtract larger numbers on the way. */
const closeness: Readonly<Record<string, Subject['close']>> = {
  'tiles everywhere': { ...close, loss: 1e-4 },
  'plain gradients of normalisation': { ...close, gradient: 3e-4 },
}

const eager: readonly Subject[] = usableEngines
  .filter((id) => id === 'tensorflow')
  .map((id) => ({ name: id, close, prepare: (program, state) => engines[id].prepare(program, state) }))

test.each(smallPresets().map(({ id, config }) => [id, config] as const))(
  'each engine of the processor agrees with the reference, with and without each pass: %s',
  (_id, config) =>
    expectAgreement(config, async (program) => [
      ...(await compiledVariants(program)).map(({ variant, prepare }) => ({
        name: `compiled-cpu, ${variant}`,
        close: closeness[variant] ?? close,
        prepare,
      })),
      ...eager,
    ]),
)
