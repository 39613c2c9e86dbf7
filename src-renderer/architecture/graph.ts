import { type Block, foldBlocks } from '@shared/architecture/blocks'
import { formatShape, type Shape } from '@shared/architecture/layer'
import { definitionOf, describeLayer } from '@shared/architecture/layers/registry'
import { card, type Placement, type Point, place } from '@shared/architecture/layout'
import type { NetworkAnalysis, NetworkProblem, PlacedLayer } from '@shared/architecture/network-analysis'
import type { LayerNode, NetworkRole, NetworkSpec } from '@shared/architecture/spec'

/** Space between two networks, and above their first layers for the title. */
const column = { gap: 120, title: 68 } as const

/** What a layer's card says, wherever it is. */
export interface LayerFace {
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
  /** Numbers that an optimiser changes. */
  readonly parameters: number
  /** Share of its network's parameters, in [0, 1]. */
  readonly share: number
  /** Share of its network's multiply-adds, in [0, 1]. */
  readonly compute: number
  readonly problems: readonly NetworkProblem[]
  /** Whether its output is the network's. */
  readonly last: boolean
  /** The layers that it stands for, where it is a folded block; `node` is the last of them. */
  readonly block: Block | undefined
}

/** A layer as a card of the graph; x and y are its top left corner. */
export interface LayerCard extends LayerFace {
  /** The same value as long as the card says the same, also where it moved. */
  readonly face: LayerFace
  readonly x: number
  readonly y: number
}

/** A connection; `shape` is what flows through it, undefined behind a problem. */
export interface LayerLink {
  readonly id: string
  readonly role: NetworkRole
  readonly source: string
  readonly target: string
  readonly shape: string | undefined
  readonly from: Point
  readonly to: Point
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

/** A network and what follows from it. */
export interface AnalysedNetwork {
  readonly role: NetworkRole
  readonly network: NetworkSpec
  readonly analysis: NetworkAnalysis
  /** Its blocks that are shown as one card each. */
  readonly folded?: readonly Block[]
}

/** The id of a layer's card. */
export const cardId = (role: NetworkRole, layer: string): string => `${role}/${layer}`

const topology = ({ layers }: NetworkSpec, folded: readonly Block[]): string =>
  [...layers.map(({ name, inputs }) => `${name}<${inputs.join(',')}`), ...folded.map(({ id }) => `[${id}`)].join(';')

interface Known {
  readonly left: number
  readonly network: NetworkSpec
  readonly analysis: NetworkAnalysis
  readonly folded: readonly Block[]
  readonly topology: string
  readonly placement: Placement
  readonly column: NetworkColumn
}

const sameProblems = (a: readonly NetworkProblem[], b: readonly NetworkProblem[]): boolean =>
  a.length === b.length && a.every(({ message }, i) => message === b[i]?.message)

const sameShapes = (a: readonly Shape[] | undefined, b: readonly Shape[] | undefined): boolean =>
  a?.length === b?.length &&
  (a ?? []).every((shape, i) => shape.length === b?.[i]?.length && shape.every((size, axis) => size === b[i]?.[axis]))

/** A folded block's node is made anew each time. */
const sameNode = (a: LayerFace, b: LayerFace): boolean =>
  a.node === b.node ||
  (a.block !== undefined &&
    a.node.layer === b.node.layer &&
    a.node.name === b.node.name &&
    a.node.inputs.join() === b.node.inputs.join())

/**
 * Whether two shares look the same: in steps of half a percent, at which the words change as well. One more layer changes all shares a
 * little, and cards that are drawn anew for that would take longer than a frame.
 */
const sameShare = (a: number, b: number): boolean => Math.floor(a * 200) === Math.floor(b * 200) && a > 0 === b > 0

const sameFace = (a: LayerFace, b: LayerFace): boolean =>
  sameNode(a, b) &&
  a.shape === b.shape &&
  sameShare(a.share, b.share) &&
  sameShare(a.compute, b.compute) &&
  sameShapes(a.placed?.inputShapes, b.placed?.inputShapes) &&
  a.placed?.multiplyAdds === b.placed?.multiplyAdds &&
  a.last === b.last &&
  a.numbers === b.numbers &&
  a.parameters === b.parameters &&
  a.block?.names.join() === b.block?.names.join() &&
  a.block?.number === b.block?.number &&
  sameProblems(a.problems, b.problems)

const sameCard = (a: LayerCard, b: LayerCard): boolean => a.face === b.face && a.x === b.x && a.y === b.y

const sameLink = (a: LayerLink, b: LayerLink): boolean =>
  a.shape === b.shape && a.from.x === b.from.x && a.from.y === b.from.y && a.to.x === b.to.x && a.to.y === b.to.y

/** The values of `next`, but those of `before` where they say the same, so that what did not change is not drawn anew. */
function kept<T extends { readonly id: string }>(before: readonly T[], next: T[], same: (a: T, b: T) => boolean): T[] {
  const byId = new Map(before.map((one) => [one.id, one]))
  return next.map((one) => {
    const old = byId.get(one.id)
    return old !== undefined && same(old, one) ? old : one
  })
}

/**
 * Lays out the networks of an architecture side by side, data flowing from top to bottom. It remembers what it made last: a network
 * that did not change is not laid out again, and a card that says the same is the same value.
 */
export class GraphMaker {
  readonly #known = new Map<NetworkRole, Known>()

  /** The networks as columns. */
  columns(networks: readonly AnalysedNetwork[]): NetworkColumn[] {
    let left = 0
    return networks.map((network) => {
      const made = this.#column(network, left)
      left += made.width + column.gap
      return made
    })
  }

  #column({ role, network, analysis, folded = none }: AnalysedNetwork, left: number): NetworkColumn {
    const known = this.#known.get(role)
    const same = known?.network === network && known.analysis === analysis && known.folded === folded
    if (known && same && known.left === left) return known.column
    const wiring = topology(network, folded)
    const drawn = foldBlocks(network, folded)
    const placement = known?.topology === wiring ? known.placement : place(drawn.layers)
    const faces = new Map(known?.column.cards.map(({ id, face }) => [id, face]))
    const made = columnOf({ role, network: drawn, analysis, folded }, placement, left, faces)
    const settled = {
      ...made,
      cards: kept(known?.column.cards ?? [], made.cards, sameCard),
      links: kept(known?.column.links ?? [], made.links, sameLink),
    }
    this.#known.set(role, { left, network, analysis, folded, topology: wiring, placement, column: settled })
    return settled
  }
}

const none: readonly Block[] = []

/** What a block is called: the only kind of layer in it, or which one it is of how many. */
const titleOf = ({ names, number, of }: Block, title: string): string =>
  of === 1 ? `${names.length} × ${title}` : `Block ${number} of ${of}`

function columnOf(
  { role, network: { layers, output }, analysis, folded = none }: AnalysedNetwork,
  { at, width, height }: Placement,
  left: number,
  faces: ReadonlyMap<string, LayerFace>,
) {
  const blocks = new Map(folded.map((block) => [block.id, block]))
  const placed = new Map(analysis.layers.map((layer) => [layer.node.name, layer]))
  const problems = new Map<string | undefined, NetworkProblem[]>()
  for (const problem of analysis.problems) {
    problems.set(problem.layer, [...(problems.get(problem.layer) ?? []), problem])
  }
  const share = (part: number | undefined, whole: number) => (whole === 0 ? 0 : (part ?? 0) / whole)
  const unique = [...new Map(layers.map((node) => [node.name, node])).values()]
  const corner = (name: string): Point => {
    const { x, y } = at.get(name) ?? { x: 0, y: 0 }
    return { x: left + x, y: column.title + y }
  }
  const faceOf = (node: LayerNode): LayerFace => {
    const id = cardId(role, node.name)
    const old = faces.get(id)
    const own = placed.get(node.name)
    const block = blocks.get(node.name)
    const kind = block === undefined && old?.block === undefined && old?.node.layer === node.layer ? old : undefined
    const all = (block?.names ?? [node.name]).flatMap((name) => placed.get(name) ?? [])
    const parameters = all.reduce((sum, one) => sum + one.parameters, 0)
    const title = kind?.title ?? definitionOf(node.layer).title
    const parts = () => all.map((one) => definitionOf(one.node.layer).title).join(', ')
    const made = {
      id,
      role,
      node,
      title: block ? titleOf(block, title) : title,
      numbers: block && block.of > 1 ? parts() : (kind?.numbers ?? describeLayer(node.layer)),
      shape: own && formatShape(own.shape),
      placed: own,
      parameters,
      share: share(parameters, analysis.parameters),
      compute: share(
        all.reduce((sum, one) => sum + one.multiplyAdds, 0),
        analysis.multiplyAdds,
      ),
      problems: (block?.names ?? [node.name]).flatMap((name) => problems.get(name) ?? []),
      last: node.name === output,
      block,
    }
    return old !== undefined && sameFace(old, made) ? old : made
  }
  const shapes = new Map<string, string | undefined>()
  const cards = unique.map((node): LayerCard => {
    const face = faceOf(node)
    shapes.set(node.name, face.shape)
    return { ...face, face, ...corner(node.name) }
  })
  const links = unique.flatMap(({ name, inputs }) =>
    [...new Set(inputs)]
      .filter((source) => at.has(source))
      .map((source): LayerLink => {
        const [from, to] = [corner(source), corner(name)]
        return {
          id: `${cardId(role, source)}→${name}`,
          role,
          source: cardId(role, source),
          target: cardId(role, name),
          shape: shapes.get(source),
          from: { x: from.x + card.width / 2, y: from.y + card.height },
          to: { x: to.x + card.width / 2, y: to.y },
        }
      }),
  )
  return { role, analysis, cards, links, x: left, y: 0, width, height: column.title + Math.max(height, card.height) }
}
