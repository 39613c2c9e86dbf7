import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { maxFileBytes } from '../images/header'
import { Unusable } from '../images/unusable'

/** What is said of a file that is too large to be read. */
export const tooLarge = (bytes: number): Unusable =>
  new Unusable('too-large', `${bytes} bytes; files of at most ${maxFileBytes} bytes are read`)

/** Most image files of a training set fit in it, and are read without asking for their size or for memory. */
const room = Buffer.allocUnsafeSlow(2 ** 20)

/**
 * Reads a file at once.
 * @returns its bytes, which the next call may overwrite
 * @throws Unusable `too-large`, else an error of the file system
 */
export function readWhole(file: string): Uint8Array {
  const handle = openSync(file, 'r')
  try {
    // Some file systems hand out a file in pieces: only a read of nothing is its end.
    for (let bytes = 0; bytes < room.length; ) {
      const read = readSync(handle, room, bytes, room.length - bytes, null)
      if (read === 0) return room.subarray(0, bytes)
      bytes += read
    }
    const { size } = fstatSync(handle)
    if (size > maxFileBytes) throw tooLarge(size)
  } finally {
    closeSync(handle)
  }
  const whole = readFileSync(file)
  if (whole.length > maxFileBytes) throw tooLarge(whole.length)
  return whole
}
