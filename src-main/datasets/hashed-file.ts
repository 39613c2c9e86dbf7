import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Disk, DiskFile } from './disk'
import type { FileRecord } from './manifest'

/** A file that is hashed while it is written. */
export class HashedFile {
  readonly #hash = createHash('sha256')
  #bytes = 0

  constructor(
    private readonly name: string,
    private readonly out: DiskFile,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes)
    this.#bytes += bytes.length
    await this.out.write(bytes)
  }

  async finish(): Promise<FileRecord> {
    await this.out.finish()
    return { name: this.name, bytes: this.#bytes, sha256: this.#hash.digest('hex') }
  }

  abandon(): Promise<void> {
    return this.out.abandon()
  }
}

/** Creates a file that is hashed while it is written. */
export async function createHashed(disk: Disk, folder: string, name: string): Promise<HashedFile> {
  return new HashedFile(name, await disk.create(join(folder, name)))
}
