import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PackedImages } from '../../src-shared/contract/trainer'
import { stream } from '../../src-shared/random/generator'
import type { AdversarialConfig } from '../../src-shared/runs/adversarial-config'

/** Soft discs of random place and size: images that small networks can learn to make. Their class, where there are any, is their size. */
export function discs(
  folder: string,
  count: number,
  { image, classes }: Pick<AdversarialConfig['architecture'], 'image' | 'classes'>,
): PackedImages {
  const { height, width, channels } = image
  const random = stream(1, 'discs')
  const pixels = new Uint8Array(count * height * width * channels)
  const labels = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const [x, y] = [width * (0.3 + 0.4 * random.uniform()), height * (0.3 + 0.4 * random.uniform())]
    const size = random.uniform()
    labels[i] = Math.floor(size * (classes ?? 1))
    for (let at = 0; at < height * width; at++) {
      const distance = Math.hypot((at % width) - x, Math.floor(at / width) - y)
      const value = 255 / (1 + Math.exp(2 * (distance - width * (0.1 + 0.2 * size))))
      pixels.fill(value, (i * height * width + at) * channels, (i * height * width + at + 1) * channels)
    }
  }
  const [file, labelFile] = [join(folder, 'discs.u8'), join(folder, 'labels.u8')]
  writeFileSync(file, pixels)
  writeFileSync(labelFile, labels)
  const packed = { file, count, image: { ...image } }
  return classes === undefined ? packed : { ...packed, labels: { file: labelFile, classes } }
}
