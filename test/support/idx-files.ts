/** An IDX file of unsigned bytes: magic number, big-endian sizes, elements. */
export function idxBytes(sizes: readonly number[], elements: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + elements.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x0800 + sizes.length)
  for (const [index, size] of sizes.entries()) view.setUint32(4 + 4 * index, size)
  bytes.set(elements, 4 + 4 * sizes.length)
  return bytes
}

/** Bytes that differ from place to place. */
export const pattern = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31 + 7) % 256)
