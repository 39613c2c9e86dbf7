import { Unusable } from './unusable'

/** Reads numbers from bytes that may end anywhere: past the end is `broken`, never undefined. */
export class Bytes {
  readonly #view: DataView

  constructor(
    readonly data: Uint8Array,
    private readonly littleEndian = false,
  ) {
    this.#view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }

  get length(): number {
    return this.data.length
  }

  u8(at: number): number {
    this.#need(at, 1)
    return this.#view.getUint8(at)
  }

  u16(at: number): number {
    this.#need(at, 2)
    return this.#view.getUint16(at, this.littleEndian)
  }

  u32(at: number): number {
    this.#need(at, 4)
    return this.#view.getUint32(at, this.littleEndian)
  }

  i32(at: number): number {
    this.#need(at, 4)
    return this.#view.getInt32(at, this.littleEndian)
  }

  /** `count` bytes as Latin-1. */
  text(at: number, count: number): string {
    this.#need(at, count)
    return Buffer.from(this.data.buffer, this.data.byteOffset + at, count).toString('latin1')
  }

  part(at: number, count: number): Uint8Array {
    this.#need(at, count)
    return this.data.subarray(at, at + count)
  }

  #need(at: number, count: number): void {
    if (at < 0 || count < 0 || at + count > this.data.length) throw new Unusable('broken', 'it ends too early')
  }
}
