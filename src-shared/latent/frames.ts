/**
 * The binary protocol of the direct port between the page and the sampling process. A request is an ArrayBuffer: uint32
 * request number, uint32 count, then count·latentSize float32. The answer is an ArrayBuffer: uint32 request number, uint32
 * count, uint32 height, uint32 width, then count·height·width·4 bytes RGBA. A request that fails is answered with a count of 0.
 */
export interface FrameRequest {
  readonly request: number
  readonly count: number
  /** count·latentSize numbers. */
  readonly latents: Float32Array
}

export interface FrameAnswer {
  readonly request: number
  readonly count: number
  readonly height: number
  readonly width: number
  /** count images one after the other, RGBA. */
  readonly pixels: Uint8ClampedArray
}

const REQUEST_HEADER = 8
const ANSWER_HEADER = 16

/** At most this many images are drawn for one request. */
export const MAX_FRAME_COUNT = 256

export function encodeRequest({ request, count, latents }: FrameRequest): ArrayBuffer {
  const buffer = new ArrayBuffer(REQUEST_HEADER + latents.length * 4)
  new Uint32Array(buffer, 0, 2).set([request, count])
  new Float32Array(buffer, REQUEST_HEADER).set(latents)
  return buffer
}

/** Undefined if `data` is no well-formed request for latents of this size. */
export function decodeRequest(data: unknown, latentSize: number): FrameRequest | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength < REQUEST_HEADER) return undefined
  const [request = 0, count = 0] = new Uint32Array(data, 0, 2)
  if (count < 1 || count > MAX_FRAME_COUNT || data.byteLength !== REQUEST_HEADER + count * latentSize * 4)
    return undefined
  return { request, count, latents: new Float32Array(data, REQUEST_HEADER) }
}

export function encodeAnswer({ request, count, height, width, pixels }: FrameAnswer): ArrayBuffer {
  const buffer = new ArrayBuffer(ANSWER_HEADER + pixels.length)
  new Uint32Array(buffer, 0, 4).set([request, count, height, width])
  new Uint8ClampedArray(buffer, ANSWER_HEADER).set(pixels)
  return buffer
}

/** Undefined if `data` is no well-formed answer. */
export function decodeAnswer(data: unknown): FrameAnswer | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength < ANSWER_HEADER) return undefined
  const [request = 0, count = 0, height = 0, width = 0] = new Uint32Array(data, 0, 4)
  if (data.byteLength !== ANSWER_HEADER + count * height * width * 4) return undefined
  return { request, count, height, width, pixels: new Uint8ClampedArray(data, ANSWER_HEADER) }
}
