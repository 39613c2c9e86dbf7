import { Graph, layout } from '@dagrejs/dagre'
import {
  analyseArchitecture,
  type NetworkAnalysis,
  type NetworkProblem,
  type PlacedLayer,
} from '@shared/architecture/analysis'
import { formatShape } from '@shared/architecture/layer'
import { definitionOf, describeLayer } from '@shared/architecture/layers/registry'
import type { ArchitectureSpec, LayerNode, NetworkRole } from '@shared/architecture/spec'

/** Size of a layer's card and the space around it, in pixels at zoom 1. */
export const card = { width: 264, height: 52, gapX: 24, gapY: 20 } as const

/** Space between two networks, and above their first layers for the title. */
const column = { gap: 96, title: 68 } as const

/** A layer as a card of the graph; x and y are its top left corner. */
export interface LayerCard {
  readonly id: string
  readonly role: NetworkRole
  readonly node: LayerNode
  readonly title: string
  /** The key numbers in one line; may be empty. */
  readonly numbers: string
  /** Output shape, undefined behind a problem. */
  readonly shape: string | undefined
  /** What follows from its place, undefined behind a problem. */
  readonly placed: PlacedLayer | undefined
  /** Share of its network's parameters, in [0, 1]. */
  readonly share: number
  readonly problems: readonly NetworkProblem[]
  readonly x: number
  readonly y: number
}

/** A connection; `shape` is what flows through it, undefined behind a problem. */
export interface LayerLink {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly shape: string | undefined
}

/** A network with its cards from top to bottom. x and y are the top left corner of its title. */
export interface NetworkColumn {
  readonly role: NetworkRole
  readonly analysis: NetworkAnalysis
  readonly cards: readonly LayerCard[]
  readonly links: readonly LayerLink[]
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const cardId = (role: NetworkRole, layer: string): string => `${role}/${layer}`

interface Placement {
  readonly at: ReadonlyMap<string, { readonly x: number; readonly y: number }>
  readonly width: number
  readonly height: number
}

/** Layered layout (Gansner et al. 1993, by dagre): every layer below those that it takes its input from. */
function place(layers: readonly LayerNode[]): Placement {
  const graph = new Graph<object, { width: number; height: number; x?: number; y?: number }, object>()
  graph.setGraph({ rankdir: 'TB', nodesep: card.gapX, ranksep: card.gapY })
  graph.setDefaultEdgeLabel(() => ({}))
  const names = new Set(layers.map(({ name }) => name))
  for (const name of names) graph.setNode(name, { width: card.width, height: card.height })
  for (const { name, inputs } of layers) {
    for (const source of inputs) if (names.has(source)) graph.setEdge(source, name)
  }
  layout(graph)
  const at = new Map<string, { x: number; y: number }>()
  let [width, height] = [0, 0]
  for (const name of names) {
    const { x = 0, y = 0 } = graph.node(name) ?? {}
    at.set(name, { x: x - card.width / 2, y: y - card.height / 2 })
    width = Math.max(width, x + card.width / 2)
    height = Math.max(height, y + card.height / 2)
  }
  return { at, width, height }
}

function columnOf(spec: ArchitectureSpec, role: NetworkRole, analysis: NetworkAnalysis, left: number): NetworkColumn {
  const { layers } = spec.networks[role]
  const { at, width, height } = place(layers)
  const placed = new Map(analysis.layers.map((layer) => [layer.node.name, layer]))
  const shapeOf = (name: string): string | undefined => {
    const shape = placed.get(name)?.shape
    return shape && formatShape(shape)
  }
  const unique = [...new Map(layers.map((node) => [node.name, node])).values()]
  return {
    role,
    analysis,
    cards: unique.map((node) => {
      const { x, y } = at.get(node.name) ?? { x: 0, y: 0 }
      const own = placed.get(node.name)
      return {
        id: cardId(role, node.name),
        role,
        node,
        title: definitionOf(node.layer).title,
        numbers: describeLayer(node.layer),
        shape: shapeOf(node.name),
        placed: own,
        share: analysis.parameters === 0 ? 0 : (own?.parameters ?? 0) / analysis.parameters,
        problems: analysis.problems.filter(({ layer }) => layer === node.name),
        x: left + x,
        y: column.title + y,
      }
    }),
    links: unique.flatMap(({ name, inputs }) =>
      [...new Set(inputs)]
        .filter((source) => at.has(source))
        .map((source) => ({
          id: `${cardId(role, source)}→${name}`,
          source: cardId(role, source),
          target: cardId(role, name),
          shape: shapeOf(source),
        })),
    ),
    x: left,
    y: 0,
    width,
    height: column.title + height,
  }
}

/** The networks of an architecture as columns side by side, data flowing from top to bottom. */
export function architectureGraph(spec: ArchitectureSpec): NetworkColumn[] {
  const analyses = analyseArchitecture(spec)
  const generator = columnOf(spec, 'generator', analyses.generator, 0)
  return [generator, columnOf(spec, 'discriminator', analyses.discriminator, generator.width + column.gap)]
}
