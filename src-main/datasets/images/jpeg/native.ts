import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { outsideArchive } from '@shared/native/outside-archive'
import { type JpegDecoder, pixelFormats, refuse } from './decoder'

/** `TJFLAG_LIMITSCANS`: a progressive image with an unreasonable number of scans takes minutes. */
const limitScans = 1 << 15

/** Where the package keeps the library; the second is for systems with musl. */
const folders = [
  `jpeg-turbo-${process.platform}-${process.arch}`,
  `jpeg-turbo-${process.platform}-${process.arch}-musl`,
]

function open(file: string): JpegDecoder {
  const koffi: typeof import('koffi') = createRequire(import.meta.url)('koffi')
  const library = koffi.load(file)
  const handle: unknown = library.func('void *tjInitDecompress()')()
  if (handle === null) throw new Error('the JPEG decoder does not start')
  const decompress = library.func(
    'int tjDecompress2(void *, const uint8_t *, unsigned long, uint8_t *, int, int, int, int, int)',
  )
  return {
    decode(data, { height, width }, channels) {
      const pixels = new Uint8Array(height * width * channels)
      // An image that is larger than the size it is asked for in is scaled or an error, so nothing lies beyond `pixels`.
      const format = pixelFormats[channels]
      const failed = decompress(handle, data, data.length, pixels, width, 0, height, format, limitScans)
      return failed === 0 ? pixels : refuse()
    },
  }
}

/**
 * libjpeg-turbo as a library of this machine, with its vector instructions: more than twice as fast as in WebAssembly.
 * Undefined where its package has none, as on Windows and macOS, or it cannot be loaded.
 */
export function nativeDecoder(): JpegDecoder | undefined {
  if (process.platform !== 'linux') return undefined
  for (const folder of folders) {
    try {
      const root = dirname(createRequire(import.meta.url).resolve('@julusian/jpeg-turbo/package.json'))
      return open(outsideArchive(join(root, 'prebuilds', folder, 'libturbojpeg.so.0')))
    } catch {
      // Left out of this installation, made for another C library, or koffi has no binary: there is another decoder.
    }
  }
  return undefined
}
