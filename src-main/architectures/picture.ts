import { Transformer } from '@napi-rs/image'
import { architectureSvg } from '@shared/architecture/export/svg'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'

/** Pixels a point of the drawing, unless it would be larger than what viewers show. */
const ZOOM = 2
const MOST_PIXELS = 60_000_000

/** Whether a font of this computer draws letters; without one they would be missing without a word. */
function hasFont(svg: string): boolean {
  const style = /<style>.*?<\/style>/s.exec(svg)?.[0] ?? ''
  const probe = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">${style}<text x="2" y="16">M</text></svg>`
  return Transformer.fromSvg(probe, 'white')
    .rawPixelsSync()
    .some((value) => value < 128)
}

/**
 * The drawing of an architecture as PNG, two pixels a point.
 * @throws StudioError `WRONG_STATE` on a computer that has none of the fonts for its text
 */
export function architecturePng(spec: ArchitectureSpec): Promise<Uint8Array> {
  const size = /width="(\d+)" height="(\d+)"/.exec(architectureSvg(spec))
  const pixels = Number(size?.[1]) * Number(size?.[2])
  const svg = architectureSvg(spec, pixels * ZOOM * ZOOM > MOST_PIXELS ? 1 : ZOOM)
  if (hasFont(svg)) return Transformer.fromSvg(svg, 'white').png()
  throw new StudioError('WRONG_STATE', 'This computer has no font for the text of the picture', {
    safe: 'Nothing was written.',
    next: 'Export it as SVG, or install a font such as DejaVu Sans.',
  })
}
