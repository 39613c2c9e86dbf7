import { type Shape, sizeOf } from '@shared/architecture/layer'
import { StudioError } from '@shared/contract/errors'

const PAGE = 65_536
/** Every tensor starts on a cache line. */
const LINE = 64
const MAX_PAGES = 65_536

/** A tensor's place in a memory. `bytes` is rounded up to whole cache lines; what is beyond the tensor stays zero. */
export interface Place {
  readonly address: number
  readonly bytes: number
  readonly size: number
}

/** Decides where tensors lie before the memory is made: it must never grow, because that would detach what is bound. */
export class MemoryPlan {
  #top = LINE

  /** Reserves room for a tensor of 4-byte elements, or of bytes. */
  place(shape: Shape, elementBytes: 4 | 1 = 4): Place {
    const size = sizeOf(shape)
    const bytes = Math.ceil((size * elementBytes) / LINE) * LINE
    const place = { address: this.#top, bytes, size }
    this.#top += bytes
    return place
  }

  /** The memory, all zero, which threads can share. Throws `OUT_OF_MEMORY`. */
  allocate(): WebAssembly.Memory {
    const pages = Math.ceil(this.#top / PAGE)
    const failed = (details: string) =>
      new StudioError(
        'OUT_OF_MEMORY',
        `The networks need ${Math.ceil((pages * PAGE) / 2 ** 20)} MB for their weights.`,
        {
          safe: 'Nothing was started or changed.',
          next: 'Close other programs, or choose smaller networks or a smaller batch.',
          details,
        },
      )
    if (pages > MAX_PAGES) throw failed('more than the 4 GB that one memory can have')
    try {
      return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
    } catch (cause) {
      throw failed(cause instanceof Error ? cause.message : String(cause))
    }
  }
}

/** A view of a float32 tensor. */
export const floats = (memory: WebAssembly.Memory, { address, size }: Place): Float32Array =>
  new Float32Array(memory.buffer, address, size)

/** A view of a tensor of bytes. */
export const bytes = (memory: WebAssembly.Memory, { address, size }: Place): Uint8Array =>
  new Uint8Array(memory.buffer, address, size)
