/** Reads exact numbers of bytes from a stream of chunks of any size. Memory is bounded by the chunks and what is asked for. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>
  #chunk: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  async #more(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#chunks.next()
      if (next.done) return false
      this.#chunk = next.value
    }
    return true
  }

  /** The next `count` bytes, fewer only at the end. */
  async take(count: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    let missing = count
    while (missing > 0 && (await this.#more())) {
      const part = this.#chunk.subarray(0, missing)
      parts.push(part)
      missing -= part.length
      this.#chunk = this.#chunk.subarray(part.length)
    }
    const bytes = new Uint8Array(count - missing)
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }

  /** Whether all bytes have been taken. */
  async atEnd(): Promise<boolean> {
    return !(await this.#more())
  }

  /** Stops reading before the end. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
