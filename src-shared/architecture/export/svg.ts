import { analysisOf } from '../analysis'
import { formatShape } from '../layer'
import { definitionOf, describeLayer } from '../layers/registry'
import { card, place } from '../layout'
import { type DrawnLink, shapeLabels, UNKNOWN_SHAPE } from '../link-labels'
import { networksOf } from '../networks'
import { roles } from '../roles'
import type { ArchitectureSpec } from '../spec'

const MARGIN = 24
const TITLE = 56
const GAP = 96
/** Mean width of a letter of a label, and most of one of a title and of a shape, in pixels. */
const LETTER = 6
const WIDE = 8.5
const WIDE_SHAPE = 8

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** As much of a text as fits beside what stands on its right, by a mean width of letters. */
const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)

/** Presses a title together where it may be wider than its room beside the shape: what it is drawn with is not known here. */
function pressed(title: string, shape: string): string {
  const room = card.width - 32 - shape.length * WIDE_SHAPE
  return title.length * WIDE > room ? ` textLength="${room}" lengthAdjust="spacingAndGlyphs"` : ''
}

/**
 * The networks of an architecture as a drawing: SVG 1.1 on white, cards and connections as on the canvas.
 * @param zoom of its width and height in pixels
 */
export function architectureSvg(spec: ArchitectureSpec, zoom = 1): string {
  const parts: string[] = []
  let [left, height] = [MARGIN, 0]
  for (const { role, network } of networksOf(spec)) {
    const { at, width, height: tall } = place(network.layers)
    const analysis = analysisOf(spec, role)
    const shapes = new Map(analysis.layers.map(({ node, shape }) => [node.name, shape]))
    const corner = (name: string) => {
      const { x, y } = at.get(name) ?? { x: 0, y: 0 }
      return { x: left + x, y: MARGIN + TITLE + y }
    }
    const middle = left + width / 2
    parts.push(
      `<text class="network" x="${middle}" y="${MARGIN + 16}">${escaped(roles[role].title)}</text>`,
      `<text class="counts" x="${middle}" y="${MARGIN + 34}">${analysis.parameters.toLocaleString('en')} parameters</text>`,
    )
    const links = network.layers.flatMap(({ name, inputs }) =>
      inputs.flatMap((source): DrawnLink[] => {
        if (!at.has(source)) return []
        const [above, below] = [corner(source), corner(name)]
        const shape = shapes.get(source)
        return [
          {
            source,
            shape: shape && formatShape(shape),
            from: { x: above.x + card.width / 2, y: above.y + card.height },
            to: { x: below.x + card.width / 2, y: below.y },
          },
        ]
      }),
    )
    for (const { from, to } of links) {
      const bend = Math.min(120, Math.max(8, (to.y - from.y) / 2))
      parts.push(`<path d="M${from.x} ${from.y}C${from.x} ${from.y + bend} ${to.x} ${to.y - bend} ${to.x} ${to.y}"/>`)
    }
    for (const { text, at: spot, side } of shapeLabels(links)) {
      const wide = text.length * LETTER
      // A line that has to pass behind it does not go through its letters.
      const ground = `x="${side === 'right' ? spot.x : spot.x - wide}" y="${spot.y - 7}" width="${wide}" height="14"`
      parts.push(
        `<rect class="ground" ${ground}/>`,
        `<text class="flow ${side}" x="${spot.x}" y="${spot.y + 4}">${text}</text>`,
      )
    }
    for (const { name, layer } of network.layers) {
      const { x, y } = corner(name)
      const shape = shapes.get(name)
      const numbers = describeLayer(layer)
      const { title } = definitionOf(layer)
      const gives = shape === undefined ? UNKNOWN_SHAPE : formatShape(shape)
      parts.push(
        `<rect x="${x}" y="${y}" width="${card.width}" height="${card.height}" rx="6"/>`,
        `<text class="title" x="${x + 12}" y="${y + 22}"${pressed(title, gives)}>${escaped(title)}</text>`,
        `<text class="shape" x="${x + card.width - 12}" y="${y + 22}">${gives}</text>`,
        `<text class="small" x="${x + 12}" y="${y + 40}">${escaped(cut(numbers === '' ? name : `${name} · ${numbers}`, 40))}</text>`,
      )
    }
    left += width + GAP
    height = Math.max(height, tall)
  }
  const [w, h] = [left - GAP + MARGIN, height + TITLE + 2 * MARGIN]
  const style =
    'text{font-family:system-ui,"Segoe UI","Helvetica Neue",Arial,"Liberation Sans","DejaVu Sans","Noto Sans",sans-serif;font-size:13px;fill:#16181d}.network{font-size:15px;font-weight:600;text-anchor:middle}.counts{font-size:12px;fill:#4c5360;text-anchor:middle}.title{font-weight:600}.shape{text-anchor:end}.small{font-size:12px;fill:#4c5360}.flow{font-size:11px;fill:#5f6673}.left{text-anchor:end}rect{fill:#fff;stroke:#dcdfe5}.ground{stroke:none}path{fill:none;stroke:#858c99;stroke-width:1.5}'
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w * zoom}" height="${h * zoom}" viewBox="0 0 ${w} ${h}" role="img">`,
    `<title>${escaped(spec.name)}</title>`,
    `<style>${style}</style>`,
    '<rect width="100%" height="100%"/>',
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}
