import type { ImageSize, ImportChoices, ResolvedChoices } from '@shared/datasets/import'
import type { Examined } from './examine'

/** The largest side that is suggested for photographs: what the presets train on. */
const usualSide = 64

const isSide = (side: number): boolean => side >= 4 && side <= 1024 && side % 4 === 0

/** The size that images are brought to where none was chosen: their own if all have the same, else a square of 64 at most. */
function suggestedSize(images: readonly Examined[]): ImageSize {
  const [first] = images
  if (first === undefined) return { height: usualSide, width: usualSide }
  const { height, width } = first
  const same = images.every((image) => image.height === height && image.width === width)
  if (same && isSide(height) && isSide(width) && Math.max(height, width) <= 2 * usualSide) return { height, width }
  const sides = images.map((image) => Math.min(image.height, image.width)).sort((a, b) => a - b)
  const middle = sides[Math.floor(sides.length / 2)] ?? usualSide
  const side = Math.min(usualSide, Math.max(4, Math.floor(middle / 4) * 4))
  return { height: side, width: side }
}

/** Choices without open questions, from what the images are like. */
export function resolveChoices(choices: ImportChoices, images: readonly Examined[]): ResolvedChoices {
  const colour = images.some((image) => image.colour === 'colour') || images.length === 0
  return {
    ...choices,
    size: choices.size ?? suggestedSize(images),
    channels: choices.channels ?? (colour ? 3 : 1),
  }
}
