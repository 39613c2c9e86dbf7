/** Each cluster begins anew with its times, which are signed 16 bits: milliseconds within it stay below this. */
const CLUSTER_MS = 10_000

const joined = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A whole number in as few big-endian bytes as it takes, at least one. */
function unsigned(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.from(bytes)
}

/** ASCII. */
const text = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0))

function float(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return bytes
}

/** An EBML element (RFC 8794): its id, the length of its content in eight bytes, its content. */
function element(id: number, ...content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, { length: one }) => sum + one, 0)
  const size = new Uint8Array(8)
  new DataView(size.buffer).setBigUint64(0, BigInt(length) | (1n << 56n))
  return joined([unsigned(id), size, ...content])
}

/**
 * The VP8 frame of an opaque picture: what a lossy WebP file holds is a VP8 key frame (RFC 6386; the WebP container
 * specification, “Simple File Format (Lossy)”). @throws RangeError where the file holds none
 */
export function vp8FrameOf(webp: Uint8Array): Uint8Array {
  const view = new DataView(webp.buffer, webp.byteOffset, webp.byteLength)
  for (let at = 12; at + 8 <= webp.length; ) {
    const size = view.getUint32(at + 4, true)
    const name = String.fromCharCode(...webp.subarray(at, at + 4))
    if (name === 'VP8 ') return Uint8Array.from(webp.subarray(at + 8, at + 8 + size))
    at += 8 + size + (size % 2)
  }
  throw new RangeError('The file holds no VP8 frame')
}

const header = element(
  0x1a45dfa3,
  element(0x4286, unsigned(1)), // EBMLVersion
  element(0x42f7, unsigned(1)), // EBMLReadVersion
  element(0x42f2, unsigned(4)), // EBMLMaxIDLength
  element(0x42f3, unsigned(8)), // EBMLMaxSizeLength
  element(0x4282, text('webm')), // DocType
  element(0x4287, unsigned(2)), // DocTypeVersion
  element(0x4285, unsigned(2)), // DocTypeReadVersion
)

const information = (milliseconds: number): Uint8Array =>
  element(
    0x1549a966,
    element(0x2ad7b1, unsigned(1_000_000)), // TimestampScale: nanoseconds of a tick
    element(0x4489, float(milliseconds)), // Duration
    element(0x4d80, text('GAN Studio')), // MuxingApp
    element(0x5741, text('GAN Studio')), // WritingApp
  )

const tracks = (width: number, height: number, frameMs: number): Uint8Array =>
  element(
    0x1654ae6b,
    element(
      0xae, // TrackEntry
      element(0xd7, unsigned(1)), // TrackNumber
      element(0x73c5, unsigned(1)), // TrackUID
      element(0x83, unsigned(1)), // TrackType: video
      element(0x9c, unsigned(0)), // FlagLacing
      element(0x23e383, unsigned(Math.round(frameMs * 1e6))), // DefaultDuration
      element(0x86, text('V_VP8')), // CodecID
      element(0xe0, element(0xb0, unsigned(width)), element(0xba, unsigned(height))), // Video: PixelWidth, PixelHeight
    ),
  )

/** A key frame of the track at a time relative to its cluster. */
function block(frame: Uint8Array, milliseconds: number): Uint8Array {
  return element(0xa3, Uint8Array.of(0x81, milliseconds >> 8, milliseconds & 255, 0x80), frame)
}

/** The frames of a film by number, each a VP8 key frame. */
export interface KeyFrames {
  readonly count: number
  readonly width: number
  readonly height: number
  at(index: number): Promise<Uint8Array>
}

/**
 * A WebM film of VP8 key frames alone (matroska.org/technical/elements.html): larger than one with predicted frames, and every
 * frame can be sought. Colours are halved in resolution, as everywhere in VP8.
 *
 * @param frameMs milliseconds for each frame
 */
export async function webmOf(frames: KeyFrames, frameMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const clusters: Uint8Array[] = []
  let [blocks, begin]: [Uint8Array[], number] = [[], 0]
  const close = () => {
    if (blocks.length > 0) clusters.push(element(0x1f43b675, element(0xe7, unsigned(begin)), ...blocks))
  }
  for (let i = 0; i < frames.count; i++) {
    const time = Math.round(i * frameMs)
    if (time - begin >= CLUSTER_MS) {
      close()
      ;[blocks, begin] = [[], time]
    }
    blocks.push(block(await frames.at(i), time - begin))
  }
  close()
  const content = [information(frames.count * frameMs), tracks(frames.width, frames.height, frameMs), ...clusters]
  return joined([header, element(0x18538067, ...content)])
}
