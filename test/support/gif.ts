/** An animated GIF taken apart: RGBA pixels and delay in milliseconds for each frame; `repeat` 0 is for ever. */
export interface Gif {
  readonly width: number
  readonly height: number
  readonly repeat: number | undefined
  readonly delays: readonly number[]
  readonly frames: readonly Uint8Array[]
}

/** LZW as in the GIF89a specification, appendix F: variable codes of up to 12 bits, least significant bit first. */
function decompress(data: Uint8Array, minimumSize: number, length: number): Uint8Array {
  const out = new Uint8Array(length)
  const clear = 1 << minimumSize
  let table: number[][] = []
  let size = minimumSize + 1
  let previous: number[] | undefined
  const reset = () => {
    table = Array.from({ length: clear + 2 }, (_, i) => (i < clear ? [i] : []))
    size = minimumSize + 1
    previous = undefined
  }
  reset()
  let filled = 0
  for (let bit = 0; bit + size <= data.length * 8; ) {
    let code = 0
    for (let i = 0; i < size; i++, bit++) code |= (((data[bit >> 3] ?? 0) >> (bit & 7)) & 1) << i
    if (code === clear) {
      reset()
      continue
    }
    if (code === clear + 1) break
    const first: number | undefined = previous?.[0]
    const entry: number[] = table[code] ?? (previous && first !== undefined ? [...previous, first] : [])
    if (previous && table.length < 4096) table.push([...previous, entry[0] ?? 0])
    if (table.length === 1 << size && size < 12) size++
    out.set(entry, filled)
    filled += entry.length
    previous = entry
  }
  if (filled !== length) throw new Error(`The frame holds ${filled} pixels, not ${length}`)
  return out
}

/** Reads a GIF whose frames all cover the whole picture, written after the GIF89a specification and not after an encoder. */
export function readGif(bytes: Uint8Array): Gif {
  if (new TextDecoder().decode(bytes.subarray(0, 6)) !== 'GIF89a') throw new Error('This is no GIF')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint16(6, true), view.getUint16(8, true)]
  let at = 13
  const colours = (flags: number): Uint8Array => {
    const size = flags & 0x80 ? 3 << ((flags & 7) + 1) : 0
    at += size
    return bytes.subarray(at - size, at)
  }
  const blocks = (): Uint8Array => {
    const parts: number[] = []
    for (let size = bytes[at++] ?? 0; size > 0; size = bytes[at++] ?? 0) {
      parts.push(...bytes.subarray(at, at + size))
      at += size
    }
    return Uint8Array.from(parts)
  }
  const global = colours(bytes[10] ?? 0)
  const delays: number[] = []
  const frames: Uint8Array[] = []
  let repeat: number | undefined
  for (let kind = bytes[at++]; kind !== 0x3b; kind = bytes[at++]) {
    if (kind === 0x21) {
      const label = bytes[at++]
      const data = blocks()
      if (label === 0xf9) delays.push(((data[1] ?? 0) | ((data[2] ?? 0) << 8)) * 10)
      if (label === 0xff) repeat = (data[12] ?? 0) | ((data[13] ?? 0) << 8)
    } else if (kind === 0x2c) {
      const flags = bytes[at + 8] ?? 0
      at += 9
      const local = colours(flags)
      const palette = local.length > 0 ? local : global
      const minimumSize = bytes[at++] ?? 0
      const pixels = new Uint8Array(width * height * 4).fill(255)
      for (const [i, index] of decompress(blocks(), minimumSize, width * height).entries()) {
        pixels.set(palette.subarray(3 * index, 3 * index + 3), 4 * i)
      }
      frames.push(pixels)
    } else throw new Error(`Block ${kind} is not known`)
  }
  return { width, height, repeat, delays, frames }
}
