import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Unusable } from '../unusable'
import { type JpegDecoder, type JpegSize, pixelFormats, refuse } from './decoder'

/** A decoder whose memory has grown beyond this is replaced, since WebAssembly memory never shrinks. */
const maxMemory = 2 ** 28

let compiled: WebAssembly.Module | undefined

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    readFileSync(createRequire(import.meta.url).resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm')),
  )
  return compiled
}

/** One instance: its TurboJPEG calls, one decompressor, and buffers that grow as images need them. */
class Instance {
  readonly #exports: WebAssembly.Exports
  readonly #memory: WebAssembly.Memory
  readonly #handle: number
  #input = { address: 0, bytes: 0 }
  #output = { address: 0, bytes: 0 }

  constructor() {
    // The library reports errors by longjmp; the exception unwinds instead, and the instance is thrown away.
    const env = { setjmp: () => 0, longjmp: refuse }
    const none = () => 0
    const system = {
      proc_exit: refuse,
      environ_sizes_get: none,
      environ_get: none,
      fd_close: none,
      fd_seek: none,
      fd_write: none,
    }
    this.#exports = new WebAssembly.Instance(compile(), { env, wasi_snapshot_preview1: system }).exports
    const { memory } = this.#exports
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('the JPEG decoder has no memory')
    this.#memory = memory
    this.#handle = this.#call('tjInitDecompress')
  }

  get memoryBytes(): number {
    return this.#memory.buffer.byteLength
  }

  decode(data: Uint8Array, { height, width }: JpegSize, channels: 1 | 3): Uint8Array {
    this.#input = this.#grown(this.#input, data.length)
    const { address } = this.#input
    new Uint8Array(this.#memory.buffer, address, data.length).set(data)
    const bytes = width * height * channels
    this.#output = this.#grown(this.#output, bytes)
    const target = this.#output.address
    const call = [
      'tjDecompress2',
      this.#handle,
      address,
      data.length,
      target,
      width,
      0,
      height,
      pixelFormats[channels],
      0,
    ] as const
    // An image that is larger than the size it is asked for in is an error, so that nothing lies beyond the buffer.
    // A warning, such as of data that end too early, also counts as damage.
    if (this.#call(...call) !== 0) refuse()
    return new Uint8Array(this.#memory.buffer, target, bytes).slice()
  }

  #grown(buffer: { address: number; bytes: number }, bytes: number) {
    if (buffer.bytes >= bytes) return buffer
    if (buffer.address !== 0) this.#call('free', buffer.address)
    const room = Math.ceil(bytes / 2 ** 16) * 2 ** 16
    return { address: this.#allocate(room), bytes: room }
  }

  #allocate(bytes: number): number {
    const address = this.#call('malloc', bytes)
    if (address === 0) throw new Unusable('too-large', 'there is not enough memory to decode it')
    return address
  }

  #call(name: string, ...values: readonly number[]): number {
    const work = this.#exports[name]
    if (typeof work !== 'function') throw new Error(`the JPEG decoder has no ${name}`)
    // Addresses and results are 32 bits without a sign.
    return Number(work(...values)) >>> 0
  }
}

/** libjpeg-turbo in WebAssembly: everywhere the same, and what it does with hostile data stays inside of its memory. */
export function wasmDecoder(): JpegDecoder {
  let kept: Instance | undefined
  return {
    decode(data, size, channels) {
      const instance = kept ?? new Instance()
      kept = undefined
      try {
        const pixels = instance.decode(data, size, channels)
        if (instance.memoryBytes <= maxMemory) kept = instance
        return pixels
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) return refuse()
        throw error
      }
    },
  }
}
