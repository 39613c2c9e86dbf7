/**
 * A NumPy file of format version 1.0: [rows, columns] of little-endian float32
 * (numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
export function encodeNpy(values: Float32Array, rows: number): Uint8Array {
  const columns = values.length / rows
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`
  // The whole header is a multiple of 64 bytes long and ends with a newline.
  const padded = dictionary.padEnd(Math.ceil((10 + dictionary.length + 1) / 64) * 64 - 11)
  const head = new TextEncoder().encode(`\0NUMPY\0\0\0\0${padded}\n`)
  head.set([0x93], 0)
  head.set([1, 0, (padded.length + 1) & 255, (padded.length + 1) >> 8], 6)
  const out = new Uint8Array(head.length + values.length * 4)
  out.set(head)
  const view = new DataView(out.buffer, head.length)
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true)
  return out
}
