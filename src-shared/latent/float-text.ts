const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Numbers as little-endian float32 in base64url without padding (RFC 4648, section 5). */
export function toBase64Url(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4)
  const view = new DataView(bytes.buffer)
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true)
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const digits = Math.min(4, bytes.length - i + 1)
    for (let d = 0; d < digits; d++) text += ALPHABET[(word >> (18 - 6 * d)) & 63]
  }
  return text
}

/** The numbers of such a text; undefined if it holds no whole float32 numbers. */
export function fromBase64Url(text: string): Float32Array | undefined {
  const size = Math.floor((text.length * 3) / 4)
  if (size === 0 || size % 4 !== 0 || text.length % 4 === 1) return undefined
  const bytes = new Uint8Array(size)
  let [buffer, bits, at] = [0, 0, 0]
  for (const letter of text) {
    const digit = ALPHABET.indexOf(letter)
    if (digit < 0) return undefined
    buffer = ((buffer << 6) | digit) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = (buffer >> bits) & 255
  }
  const view = new DataView(bytes.buffer)
  return Float32Array.from({ length: size / 4 }, (_, i) => view.getFloat32(4 * i, true))
}
