/** Kinds of image files that can be decoded. */
export const imageKinds = ['jpeg', 'png', 'gif', 'bmp', 'webp', 'tiff', 'avif', 'pnm'] as const
export type ImageKind = (typeof imageKinds)[number]

/** Bytes from the beginning of a file that {@link sniffImage} looks at. */
export const sniffBytes = 16

const ascii = (head: Uint8Array, from: number, text: string): boolean =>
  head.length >= from + text.length && [...text].every((letter, index) => head[from + index] === letter.charCodeAt(0))

const starts = (head: Uint8Array, ...bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[index] === byte)

const isAvif = (head: Uint8Array): boolean =>
  ascii(head, 4, 'ftyp') && (ascii(head, 8, 'avif') || ascii(head, 8, 'avis') || ascii(head, 8, 'mif1'))

const signatures: { readonly [K in ImageKind]: (head: Uint8Array) => boolean } = {
  jpeg: (head) => starts(head, 0xff, 0xd8, 0xff),
  png: (head) => starts(head, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
  gif: (head) => ascii(head, 0, 'GIF87a') || ascii(head, 0, 'GIF89a'),
  bmp: (head) => ascii(head, 0, 'BM') && starts(head.subarray(6), 0, 0, 0, 0),
  webp: (head) => ascii(head, 0, 'RIFF') && ascii(head, 8, 'WEBP'),
  tiff: (head) => starts(head, 0x49, 0x49, 0x2a, 0) || starts(head, 0x4d, 0x4d, 0, 0x2a),
  avif: isAvif,
  pnm: ([p, digit, space]) => p === 0x50 && digit !== undefined && digit >= 0x31 && digit <= 0x36 && space === 0x0a,
}

/** The kind of an image by its first bytes, undefined if it is none that can be decoded. */
export const sniffImage = (head: Uint8Array): ImageKind | undefined => imageKinds.find((kind) => signatures[kind](head))
