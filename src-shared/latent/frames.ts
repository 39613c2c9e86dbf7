import { asBlend, blendClasses, type DrawnClass } from './drawn-class'

/**
 * The binary protocol of the direct port between the page and the sampling process. A request is an ArrayBuffer: uint32
 * request number, uint32 count, uint32 class + 1 (0 takes the classes in turn), uint32 class that it is blended with + 1 (0 for none),
 * float32 share of that, then count·latentSize float32. The answer is an ArrayBuffer: uint32 request number, uint32 count, uint32 height, uint32 width, then count·height·width·4 bytes RGBA. A request that fails is answered with a count of 0.
 */
export interface FrameRequest {
  readonly request: number
  readonly count: number
  /** The class of all images, or a blend of two, where the model takes any; null takes the classes in turn. */
  readonly label: DrawnClass | null
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

const REQUEST_HEADER = 20
/** Where the share of a blend lies. */
const SHARE_AT = 16
const ANSWER_HEADER = 16

/** At most this many images are drawn for one request. */
export const MAX_FRAME_COUNT = 256

export function encodeRequest({ request, count, label, latents }: FrameRequest): ArrayBuffer {
  const buffer = new ArrayBuffer(REQUEST_HEADER + latents.length * 4)
  const { first, second, share } = label === null ? { first: -1, second: -1, share: 0 } : asBlend(label)
  new Uint32Array(buffer, 0, 4).set([request, count, first + 1, share === 0 ? 0 : second + 1])
  new Float32Array(buffer, SHARE_AT, 1)[0] = share
  new Float32Array(buffer, REQUEST_HEADER).set(latents)
  return buffer
}

/** A label of its numbers in a request; undefined where they are none. */
function labelOf(first: number, second: number, share: number): DrawnClass | null | undefined {
  if (second === 0) return first === 0 ? null : first - 1
  return first > 0 && share >= 0 && share <= 1 ? blendClasses(first - 1, second - 1, share) : undefined
}

/** Undefined if `data` is no well-formed request for latents of this size. */
export function decodeRequest(data: unknown, latentSize: number): FrameRequest | undefined {
  if (!(data instanceof ArrayBuffer) || data.byteLength < REQUEST_HEADER) return undefined
  const [request = 0, count = 0, first = 0, second = 0] = new Uint32Array(data, 0, 4)
  const [share = 0] = new Float32Array(data, SHARE_AT, 1)
  if (count < 1 || count > MAX_FRAME_COUNT || data.byteLength !== REQUEST_HEADER + count * latentSize * 4)
    return undefined
  const label = labelOf(first, second, share)
  return label === undefined ? undefined : { request, count, label, latents: new Float32Array(data, REQUEST_HEADER) }
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
