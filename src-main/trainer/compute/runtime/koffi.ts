/** Compilers of GPU programs nest deeply: on koffi's own 128 KB a thread's stack overflows and ends the process. */
const STACK_BYTES = 8 * 2 ** 20

let loaded: Promise<typeof import('koffi')> | undefined

async function load(): Promise<typeof import('koffi')> {
  const koffi = await import('koffi')
  // Accepted only before koffi has made its first call.
  koffi.config({ async_stack_size: STACK_BYTES })
  return koffi
}

/** koffi, with room for what native code needs. Throws where it has no binary for this machine. */
export function loadKoffi(): Promise<typeof import('koffi')> {
  loaded ??= load()
  return loaded
}
