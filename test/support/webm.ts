/** A WebM film taken apart: times in milliseconds, and what each VP8 frame says of itself (RFC 6386, section 9.1). */
export interface Webm {
  readonly codec: string
  readonly width: number
  readonly height: number
  readonly duration: number
  readonly times: readonly number[]
  readonly frames: readonly { readonly key: boolean; readonly width: number; readonly height: number }[]
}

/** Elements that hold elements: EBML, Segment, Info, Tracks, TrackEntry, Video, Cluster. */
const masters = new Set([0x1a45dfa3, 0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0xe0, 0x1f43b675])

/** Every element without parts, in order (RFC 8794, section 4). */
function* elementsOf(bytes: Buffer): Generator<{ id: number; content: Buffer }> {
  for (let at = 0; at < bytes.length; ) {
    const idLength = Math.clz32(bytes.readUInt8(at)) - 23
    const id = bytes.readUIntBE(at, idLength)
    at += idLength
    const sizeLength = Math.clz32(bytes.readUInt8(at)) - 23
    const marked = bytes.subarray(at, at + sizeLength).toString('hex')
    const size = Number(BigInt(`0x${marked}`) & ((1n << BigInt(7 * sizeLength)) - 1n))
    at += sizeLength
    if (at + size > bytes.length) throw new Error(`The element ${id.toString(16)} is longer than its file`)
    const content = bytes.subarray(at, at + size)
    if (masters.has(id)) yield* elementsOf(content)
    else yield { id, content }
    at += size
  }
}

export function readWebm(file: Uint8Array): Webm {
  const facts = { codec: '', width: 0, height: 0, duration: 0 }
  const [times, frames]: [number[], Webm['frames'][number][]] = [[], []]
  let cluster = 0
  for (const { id, content } of elementsOf(Buffer.from(file))) {
    if (id === 0x86) facts.codec = content.toString()
    else if (id === 0xb0) facts.width = content.readUIntBE(0, content.length)
    else if (id === 0xba) facts.height = content.readUIntBE(0, content.length)
    else if (id === 0x4489) facts.duration = content.readDoubleBE(0)
    else if (id === 0xe7) cluster = content.readUIntBE(0, content.length)
    else if (id === 0xa3) {
      times.push(cluster + content.readInt16BE(1))
      const frame = content.subarray(4)
      if (frame.subarray(3, 6).toString('hex') !== '9d012a') throw new Error('a key frame has no start code')
      const [width, height] = [frame.readUInt16LE(6) & 0x3fff, frame.readUInt16LE(8) & 0x3fff]
      frames.push({ key: (frame.readUInt8(0) & 1) === 0 && (content.readUInt8(3) & 0x80) !== 0, width, height })
    }
  }
  return { ...facts, times, frames }
}
