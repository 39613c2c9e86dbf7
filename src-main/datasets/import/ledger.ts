import type { SkipReason } from '@shared/datasets/import'
import { type ImageRecord, isUsed } from './records'

/** Bytes of a digest. */
const digestBytes = 16

/** Why an image cannot be used. */
export interface Failure {
  readonly reason: SkipReason
  readonly details: string
}

/** Digests of one length, by image, in one block of memory. */
class Digests {
  readonly #bytes: Buffer

  constructor(count: number) {
    this.#bytes = Buffer.alloc(count * digestBytes, 0)
  }

  set(image: number, hex: string): void {
    this.#bytes.write(hex, image * digestBytes, digestBytes, 'hex')
  }

  hex(image: number): string {
    return this.#bytes.toString('hex', image * digestBytes, (image + 1) * digestBytes)
  }

  compare(a: number, b: number): number {
    const [from, other] = [a * digestBytes, b * digestBytes]
    return this.#bytes.compare(this.#bytes, other, other + digestBytes, from, from + digestBytes)
  }
}

/**
 * What became of the images of a plan, by their numbers: some 50 bytes for each that can be used, taken at once. An
 * import of many images so needs no more memory at its end than at its beginning.
 */
export class ImageLedger {
  /** 1 more than the place among the pixels of finished chunks; 0 for images without any. */
  readonly #places: Uint32Array
  readonly #heights: Uint32Array
  readonly #widths: Uint32Array
  readonly #sources: Digests
  #twins: Digests | undefined
  readonly #failures = new Map<number, Failure>()
  #kept = 0

  /** @param count images of the plan */
  constructor(readonly count: number) {
    this.#places = new Uint32Array(count)
    this.#heights = new Uint32Array(count)
    this.#widths = new Uint32Array(count)
    this.#sources = new Digests(count)
  }

  /** Images of which is known what became of them. */
  get known(): number {
    return this.#kept + this.#failures.size
  }

  /** Images that can be used. */
  get kept(): number {
    return this.#kept
  }

  /** Images that cannot be used, and why. */
  get failures(): ReadonlyMap<number, Failure> {
    return this.#failures
  }

  /** Adds images of a chunk, whose pixels follow those of the chunk that was added before. */
  add(images: readonly ImageRecord[]): void {
    for (const record of images) {
      if (!isUsed(record)) {
        const [image, reason, details] = record
        this.#failures.set(image, { reason, details })
        continue
      }
      const [image, height, width, source, twin] = record
      this.#kept++
      this.#places[image] = this.#kept
      this.#heights[image] = height
      this.#widths[image] = width
      this.#sources.set(image, source)
      if (twin === '') continue
      this.#twins ??= new Digests(this.count)
      this.#twins.set(image, twin)
    }
  }

  /** The images that can be used, in the order of the plan. */
  used(): Uint32Array<ArrayBuffer> {
    const used = new Uint32Array(this.#kept)
    let at = 0
    for (let image = 0; image < this.count; image++) if (this.#places[image] !== 0) used[at++] = image
    return used
  }

  /** Which packed image an image's pixels are, counted from 0 in the order of finished chunks. */
  placeOf(image: number): number {
    return (this.#places[image] ?? 0) - 1
  }

  /** An image's height and width before it was prepared. */
  sizeOf(image: number): { readonly height: number; readonly width: number } {
    return { height: this.#heights[image] ?? 0, width: this.#widths[image] ?? 0 }
  }

  /** The digest of what an image was made of, in hexadecimal. */
  sourceOf(image: number): string {
    return this.#sources.hex(image)
  }

  /** Each image that has the pixels of an earlier one, and the first such; none where twins are not looked for. */
  twins(): ReadonlyMap<number, number> {
    const found = new Map<number, number>()
    const digests = this.#twins
    if (digests === undefined) return found
    const order = this.used().sort((a, b) => digests.compare(a, b) || a - b)
    let first = order[0] ?? 0
    for (const image of order.subarray(1)) {
      if (digests.compare(first, image) === 0) found.set(image, first)
      else first = image
    }
    return found
  }
}
