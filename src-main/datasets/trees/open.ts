import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { badFile } from '../formats/format'
import { ByteReader } from '../formats/reader'
import { fileChunks, openFolder, openSingle } from './folder'
import { explained, ungzipped } from './gzip'
import { openTar } from './tar'
import type { Tree } from './tree'
import { openZip } from './zip'

/** Bytes of a tar header, by which it is known. */
const tarHeaderBytes = 512

/** The checksum of a tar header (POSIX.1-1988): the sum of its bytes, those of the checksum itself counted as spaces. */
function isTar(head: Uint8Array): boolean {
  if (head.length < tarHeaderBytes) return false
  const text = Buffer.from(head.subarray(148, 156)).toString('latin1').replace(/\0/g, ' ').trim()
  if (!/^[0-7]{1,7}$/.test(text)) return false
  const sum = head
    .subarray(0, tarHeaderBytes)
    .reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  return sum === Number.parseInt(text, 8)
}

const isZip = ([p, k, a, b]: Uint8Array): boolean =>
  p === 0x50 && k === 0x4b && ((a === 3 && b === 4) || (a === 5 && b === 6))

async function headOf(file: string, count: number): Promise<Uint8Array> {
  const handle = await open(file, 'r')
  try {
    const bytes = new Uint8Array(count)
    const { bytesRead } = await handle.read(bytes, 0, count, 0)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function isTarInside(file: string): Promise<boolean> {
  const name = basename(file)
  const reader = new ByteReader(ungzipped(fileChunks(file, name), name))
  try {
    return isTar(await reader.take(tarHeaderBytes))
  } catch {
    return false
  } finally {
    await reader.close()
  }
}

/**
 * Opens what a person points at as a tree of files: a folder, a zip or tar archive (known by their content), else a
 * single file.
 * @throws StudioError `INVALID_INPUT`
 */
export async function openTree(path: string, signal?: AbortSignal): Promise<Tree> {
  const name = basename(path)
  try {
    const found = await stat(path)
    if (found.isDirectory()) return await openFolder(path, signal)
    if (!found.isFile()) throw badFile(name, 'is neither a file nor a folder')
    if (found.size === 0) throw badFile(name, 'is empty')
    if (isZip(await headOf(path, 4))) return await openZip(path, found.size, signal)
    return (await isTarInside(path))
      ? await openTar(path, found.size, found.mtimeMs, signal)
      : openSingle(path, found.size, found.mtimeMs)
  } catch (error) {
    throw explained(error, name)
  }
}
