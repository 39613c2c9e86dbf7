import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readHeader } from '../../../../src-main/datasets/images/header'
import type { JpegDecoder } from '../../../../src-main/datasets/images/jpeg/decoder'
import { nativeDecoder } from '../../../../src-main/datasets/images/jpeg/native'
import { wasmDecoder } from '../../../../src-main/datasets/images/jpeg/wasm'
import { Unusable } from '../../../../src-main/datasets/images/unusable'
import { fixture } from '../../../support/dataset-fixtures'

const files = readdirSync(fixture('images')).filter((name) => name.endsWith('.jpg') && name !== 'jpeg-cmyk.jpg')
const wasm = wasmDecoder()

/** What a decoder makes of a file, undefined where it refuses it. */
function outcome(decoder: JpegDecoder, data: Uint8Array, channels: 1 | 3): Uint8Array | undefined {
  try {
    return decoder.decode(data, readHeader('jpeg', data), channels)
  } catch (error) {
    if (error instanceof Unusable) return undefined
    throw error
  }
}

// The other systems have no library in the package: there is nothing to compare.
const native = [nativeDecoder()].flatMap((decoder) => decoder ?? [])

test('the native decoder is there on Linux', () => {
  expect(native.length).toBe(process.platform === 'linux' ? 1 : 0)
})

test('the native decoder and WebAssembly give the same bits, and refuse the same damage', () => {
  expect(files.length).toBeGreaterThan(10)
  for (const name of files) {
    const data = readFileSync(fixture('images', name))
    const whole = outcome(wasm, data, 3)
    expect(whole?.length).toBeGreaterThan(0)
    for (const decoder of native) {
      expect(outcome(decoder, data, 3)).toEqual(whole)
      expect(outcome(decoder, data, 1)).toEqual(outcome(wasm, data, 1))
      for (const end of [data.length - 2, data.length >> 1]) {
        expect(outcome(decoder, data.subarray(0, end), 3)).toEqual(outcome(wasm, data.subarray(0, end), 3))
      }
    }
  }
})
