import type { ImageShape } from '@shared/architecture/spec'
import type { PackedPart } from '@shared/contract/importer'
import type { Statistics } from '@shared/datasets/statistics'
import { encodePng } from '../pictures/png'
import { readPacked } from './packed'

/** Most images that are looked at. */
const most = 10_000

/** Mean image, and mean, standard deviation and histogram of each channel, over at most 10,000 images of a split. */
export async function splitStatistics(image: ImageShape, part: PackedPart): Promise<Statistics> {
  const { height, width, channels } = image
  const all = part.keep ?? Array.from({ length: part.count }, (_, index) => index)
  const chosen = Array.from({ length: Math.min(most, all.length) }, (_, index) => {
    return all[Math.floor((index * all.length) / Math.min(most, all.length))] ?? 0
  })
  const sums = new Float64Array(height * width * channels)
  const counts = Array.from({ length: channels }, () => new Float64Array(256))
  for await (const { pixels } of readPacked(part.pixels, image, chosen)) {
    for (let at = 0; at < pixels.length; ) {
      for (let i = 0; i < sums.length; i++, at++) {
        const value = pixels[at] ?? 0
        sums[i] = (sums[i] ?? 0) + value
        const count = counts[i % channels]
        if (count) count[value] = (count[value] ?? 0) + 1
      }
    }
  }
  const mean = Uint8Array.from(sums, (sum) => Math.round(sum / Math.max(1, chosen.length)))
  const png = await encodePng({ height, width, channels, pixels: mean })
  return {
    examined: chosen.length,
    images: all.length,
    channels: counts.map((count) => moments(count)),
    meanImage: `data:image/png;base64,${Buffer.from(png).toString('base64')}`,
  }
}

function moments(count: Float64Array): Statistics['channels'][number] {
  const total = Math.max(
    1,
    count.reduce((sum, value) => sum + value, 0),
  )
  const mean = count.reduce((sum, value, level) => sum + value * level, 0) / total
  const variance = count.reduce((sum, value, level) => sum + value * (level - mean) ** 2, 0) / total
  return { mean, deviation: Math.sqrt(variance), histogram: Array.from(count, (value) => value / total) }
}
