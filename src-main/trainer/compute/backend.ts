// tfjs-core registers no gradients by itself.
import '@tensorflow/tfjs-core/dist/register_all_gradients'
import './comparison-gradients'
import './second-derivatives'
import { enableProdMode, engine } from '@tensorflow/tfjs-core'

// Else the plain backend prints an advertisement for another one.
enableProdMode()

/**
 * Runs `body`, which must be synchronous, with a tfjs backend, and puts the one used before back. Several backends share
 * the process, so nothing may rely on the current one outside of this.
 */
export function withBackend<T>(name: string, body: () => T): T {
  const before: string | null | undefined = engine().backendName
  use(name)
  try {
    return body()
  } finally {
    if (before) use(before)
  }
}

function use(name: string): void {
  // Synchronous for backends that start synchronously, as all here do; only the promise is late.
  engine()
    .setBackend(name)
    .catch((cause: unknown) => {
      throw cause
    })
  if (engine().backendName !== name) throw new Error(`The tfjs backend ${name} did not start`)
}
