import type { GeneratorState } from '@shared/random/generator'
import { maskBinary } from './compute/kernels/mask-binary'

/** Floats that the kernel makes at once. */
const PIECE = 16_384
/** Where they are in its memory, in bytes. */
const PLACE = 64

interface MaskKernel {
  /** The words of the generator. */
  readonly words: Uint32Array
  readonly floats: Float32Array
  /** Fills the first `count` floats and moves the words on. */
  run(count: number, limit: number, kept: number): void
}

let opened: MaskKernel | undefined

function kernel(): MaskKernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(maskBinary, 'base64')))
  const { memory, mask } = exports
  if (!(memory instanceof WebAssembly.Memory) || typeof mask !== 'function')
    throw new RangeError('there is no kernel mask')
  return {
    words: new Uint32Array(memory.buffer, 0, 4),
    floats: new Float32Array(memory.buffer, PLACE, PIECE),
    run: (count, limit, kept) => mask(PLACE, count, limit, kept),
  }
}

/**
 * Fills `out` with a dropout mask: 0 with probability `rate`, else 1 / (1 − rate), so that the expectation is 1. Each value takes the
 * next integer of a generator and is 0 where that is below rate · 2³². In WebAssembly, because masks are most of what a step draws.
 * @param rate in [0, 1)
 * @param state the generator's, see `Generator.uint32`
 */
export function fillDropoutMask(out: Float32Array, rate: number, state: GeneratorState): void {
  const limit = Math.ceil(rate * 2 ** 32)
  if (limit >= 2 ** 32) {
    out.fill(0)
    return
  }
  opened ??= kernel()
  const { words, floats, run } = opened
  words.set(state)
  const kept = new Int32Array(Float32Array.of(1 / (1 - rate)).buffer)[0] ?? 0
  for (let at = 0; at < out.length; at += PIECE) {
    const count = Math.min(PIECE, out.length - at)
    run(count, limit, kept)
    out.set(floats.subarray(0, count), at)
  }
}
