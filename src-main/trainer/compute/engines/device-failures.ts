import { StudioError } from '@shared/contract/errors'
import type { Program } from '../engine'

const memory = /device error\(3\)|out of memory|out_of_memory|outofmemory|alloc|exceeds the max|0x8007000e/i
const lost = /device (is |was |has been )?(lost|removed|hung)|device_lost|device_removed|device_hung|0x887a000[567]/i

/** The batch size of a program: how many images it is fed, which come as bytes. */
const batchOf = (program: Program): number =>
  Math.max(
    1,
    ...program.phases.flatMap(({ feeds }) =>
      feeds.flatMap(({ shape, type }) => (type === 'uint8' ? (shape[0] ?? 1) : [])),
    ),
  )

/** How many times too large a buffer was, where the device tells; twice where it does not. */
function excess(details: string): number {
  const [, size, limit] = /\((\d+)\) exceeds the max[^(]*\((\d+)\)/.exec(details) ?? []
  return size === undefined || limit === undefined ? 2 : Math.max(2, Math.ceil(Number(size) / Number(limit)))
}

function smaller(program: Program, details: string): string {
  const batch = batchOf(program)
  const fits = Math.floor(batch / excess(details))
  return fits < 1 ? 'Choose smaller networks' : `Choose a batch of ${fits} or less, or smaller networks`
}

/**
 * A failure of a device as a StudioError with advice.
 * @param device what failed, such as `WebGPU`
 * @param what what could not be done
 */
export function deviceFailure(cause: unknown, device: string, what: string, program: Program): StudioError {
  if (cause instanceof StudioError) return cause
  const details = cause instanceof Error ? cause.message : String(cause)
  const safe = 'The state before this step and all checkpoints are kept.'
  // A device that is lost for want of memory says both.
  if (memory.test(details)) {
    return new StudioError('OUT_OF_MEMORY', `${what}: the memory of the GPU is not enough (${device}).`, {
      safe,
      next: `${smaller(program, details)}, or close other programs that use the GPU; then resume. Another engine can resume it too.`,
      details,
    })
  }
  if (lost.test(details)) {
    return new StudioError('ENGINE_UNAVAILABLE', `${what}: the GPU was lost (${device}).`, {
      safe,
      next: 'Resume it; if that fails, restart the studio, or resume on another engine. A driver update, a sleeping laptop or too long a step can be the cause.',
      details,
    })
  }
  return new StudioError('ENGINE_UNAVAILABLE', `${what}: ${device} failed.`, {
    safe,
    next: 'Resume on another engine.',
    details,
  })
}
