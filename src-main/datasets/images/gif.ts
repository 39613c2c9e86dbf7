import { Bytes } from './bytes'
import type { Decoded } from './raster'
import { Unusable } from './unusable'

/** The data of sub-blocks from `at` on, joined, and where they end. */
function subBlocks(bytes: Bytes, at: number): { readonly data: Uint8Array; readonly end: number } {
  const parts: Uint8Array[] = []
  let next = at
  for (let size = bytes.u8(next); size > 0; size = bytes.u8(next)) {
    parts.push(bytes.part(next + 1, size))
    next += 1 + size
  }
  return { data: Buffer.concat(parts), end: next + 1 }
}

const broken = (): Unusable => new Unusable('broken', 'its compressed data are not right')

/** The LZW of GIF (GIF89a specification, appendix F): exactly `count` colour indices. */
function unpack(data: Uint8Array, minimumSize: number, count: number): Uint8Array {
  if (minimumSize < 1 || minimumSize > 8) throw broken()
  const [clear, stop] = [1 << minimumSize, (1 << minimumSize) + 1]
  const prefix = new Uint16Array(4096)
  const suffix = new Uint8Array(4096)
  const stack = new Uint8Array(4097)
  for (let code = 0; code < clear; code++) suffix[code] = code
  const out = new Uint8Array(count)
  let [size, next, previous, first] = [minimumSize + 1, clear + 2, -1, 0]
  let [bits, held, at, written] = [0, 0, 0, 0]
  while (written < count) {
    while (held < size) {
      const byte = data[at++]
      if (byte === undefined) throw new Unusable('broken', 'it ends too early')
      bits |= byte << held
      held += 8
    }
    const code = bits & ((1 << size) - 1)
    bits >>>= size
    held -= size
    if (code === stop) throw new Unusable('broken', 'it ends too early')
    if (code === clear) {
      ;[size, next, previous] = [minimumSize + 1, clear + 2, -1]
      continue
    }
    if (code > next || (code === next && previous < 0) || (previous < 0 && code >= clear)) throw broken()
    let depth = 0
    let walk = code
    if (code === next) {
      stack[depth++] = first
      walk = previous
    }
    while (walk >= clear) {
      stack[depth++] = suffix[walk] ?? 0
      walk = prefix[walk] ?? 0
    }
    first = suffix[walk] ?? 0
    stack[depth++] = first
    while (depth > 0 && written < count) out[written++] = stack[--depth] ?? 0
    if (previous >= 0 && next < 4096) {
      prefix[next] = previous
      suffix[next] = first
      next++
      if (next === 1 << size && size < 12) size++
    }
    previous = code
  }
  return out
}

/** Rows of an interlaced image in the order in which they are stored. */
function rowOrder(height: number, interlaced: boolean): number[] {
  if (!interlaced) return Array.from({ length: height }, (_, y) => y)
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ] as const
  return passes.flatMap(([start, step]) => {
    const rows: number[] = []
    for (let y = start; y < height; y += step) rows.push(y)
    return rows
  })
}

/** Decodes the first frame of a GIF (GIF87a, GIF89a) on its transparent screen as RGBA. @throws Unusable `broken` */
export function decodeGif(file: Uint8Array): Decoded {
  const bytes = new Bytes(file, true)
  const [width, height, flags] = [bytes.u16(6), bytes.u16(8), bytes.u8(10)]
  const paletteAt = (from: number, packed: number) => bytes.part(from, 3 * (2 << (packed & 7)))
  const shared = (flags & 0x80) === 0 ? undefined : paletteAt(13, flags)
  let at = 13 + (shared?.length ?? 0)
  let transparent = -1
  for (;;) {
    const kind = bytes.u8(at)
    if (kind === 0x3b) throw new Unusable('broken', 'it has no picture')
    if (kind === 0x21) {
      if (bytes.u8(at + 1) === 0xf9) transparent = (bytes.u8(at + 3) & 1) === 1 ? bytes.u8(at + 6) : -1
      at = subBlocks(bytes, at + 2).end
    } else if (kind === 0x2c) break
    else throw new Unusable('broken', 'it has an unknown block')
  }
  const [left, top, wide, high] = [bytes.u16(at + 1), bytes.u16(at + 3), bytes.u16(at + 5), bytes.u16(at + 7)]
  const packed = bytes.u8(at + 9)
  const own = (packed & 0x80) === 0 ? undefined : paletteAt(at + 10, packed)
  const palette = own ?? shared
  if (palette === undefined) throw new Unusable('broken', 'it has no colours')
  if (left + wide > width || top + high > height) throw new Unusable('broken', 'its frame is larger than its screen')
  const start = at + 10 + (own?.length ?? 0)
  const indices = unpack(subBlocks(bytes, start + 1).data, bytes.u8(start), wide * high)
  const pixels = new Uint8Array(width * height * 4)
  for (const [stored, y] of rowOrder(high, (packed & 0x40) !== 0).entries()) {
    for (let x = 0; x < wide; x++) {
      const index = indices[stored * wide + x] ?? 0
      if (index === transparent) continue
      const to = ((top + y) * width + left + x) * 4
      for (let c = 0; c < 3; c++) pixels[to + c] = palette[3 * index + c] ?? 0
      pixels[to + 3] = 255
    }
  }
  return { height, width, channels: 4, pixels }
}
