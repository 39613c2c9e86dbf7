import { adamBinary } from './adam-binary'
import { turnBinary } from './turn-binary'
import { updatesBinary } from './updates-binary'

let compiled: readonly WebAssembly.Module[] | undefined

/** All kernel modules, compiled once. They import a shared memory named `env.memory`. */
export function kernelModules(): readonly WebAssembly.Module[] {
  compiled ??= [adamBinary, updatesBinary, turnBinary].map(
    (binary) => new WebAssembly.Module(Buffer.from(binary, 'base64')),
  )
  return compiled
}
