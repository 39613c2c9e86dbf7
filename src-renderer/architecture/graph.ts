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

/** The cards of all networks by id. */
export function cardsById(columns: readonly NetworkColumn[]): ReadonlyMap<string, LayerCard> {
  const byId = new Map<string, LayerCard>()
  for (const { cards } of columns) for (const one of cards) byId.set(one.id, one)
  return byId
}

/** Whether two networks have the same layers with the same connections, so that they are laid out alike. */
const sameWiring = (a: NetworkSpec, b: NetworkSpec): boolean =>
  a === b ||
  (a.layers.length === b.layers.length &&
    a.layers.every((node, i) => {
      const other = b.layers[i]
      return (
        node === other ||
        (node.name === other?.name &&
          node.inputs.length === other.inputs.length &&
          node.inputs.every((input, n) => input === other.inputs[n]))
      )
    }))

/** What was made of a layer: its card, and the connections that it takes, each from the source of the same place. */
interface Made {
  readonly card: LayerCard
  readonly sources: readonly string[]
  readonly links: readonly LayerLink[]
}

interface Known {
  readonly left: number
  readonly network: NetworkSpec
  /** The network with its blocks folded. */
  readonly drawn: NetworkSpec
  readonly analysis: NetworkAnalysis
  readonly folded: readonly Block[]
  readonly placement: Placement
  readonly column: NetworkColumn
  readonly made: ReadonlyMap<string, Made>
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

const same = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y

/** The new list, but the one of before where it has the same values, so that what did not change is not drawn anew. */
const kept = <T>(before: readonly T[] | undefined, now: readonly T[]): readonly T[] =>
  before?.length === now.length && now.every((one, i) => one === before[i]) ? before : now

/**
 * Lays out the networks of an architecture side by side, data flowing from top to bottom. It remembers what it made last: a network
 * that did not change is not laid out again, and a card that says the same is the same value.
 */
export class GraphMaker {
  readonly #known = new Map<NetworkRole, Known>()
  readonly #placements = new WeakMap<NetworkSpec, Placement>()

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
    const unchanged = known?.network === network && known.analysis === analysis && known.folded === folded
    if (known && unchanged && known.left === left) return known.column
    const drawn = foldBlocks(network, folded)
    const placement = known && sameWiring(known.drawn, drawn) ? known.placement : this.#place(drawn)
    const { column: settled, made } = columnOf({ role, network: drawn, analysis, folded }, placement, left, known)
    this.#known.set(role, { left, network, drawn, analysis, folded, placement, column: settled, made })
    return settled
  }

  /** Undo and redo come back to networks that were laid out before. */
  #place(network: NetworkSpec): Placement {
    const placement = this.#placements.get(network) ?? place(network.layers)
    this.#placements.set(network, placement)
    return placement
  }
}

const none: readonly Block[] = []

/** What a block is called: the only kind of layer in it, or which one it is of how many. */
const titleOf = ({ names, number, of }: Block, title: string): string =>
  of === 1 ? `${names.length} × ${title}` : `Block ${number} of ${of}`

/** The layers by name; of two with one name the last, at the place of the first. */
const unique = (layers: readonly LayerNode[]): readonly LayerNode[] => {
  const byName = new Map(layers.map((node) => [node.name, node]))
  return byName.size === layers.length ? layers : [...byName.values()]
}

const noProblems: readonly NetworkProblem[] = []

/** What the cards of a network say; `before` finds the card that a layer had. */
function facesOf(
  { role, network: { output }, analysis, folded = none }: AnalysedNetwork,
  before: (layer: string) => LayerFace | undefined,
): (node: LayerNode) => LayerFace {
  const blocks = new Map(folded.map((block) => [block.id, block]))
  const placed = new Map(analysis.layers.map((layer) => [layer.node.name, layer]))
  const problems = new Map<string | undefined, NetworkProblem[]>()
  for (const problem of analysis.problems) {
    problems.set(problem.layer, [...(problems.get(problem.layer) ?? []), problem])
  }
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  const single = (node: LayerNode, old: LayerFace | undefined): LayerFace => {
    const own = placed.get(node.name)
    const kind = old?.block === undefined && old?.node.layer === node.layer ? old : undefined
    const parameters = own?.parameters ?? 0
    const [ofAll, ofWork] = [
      share(parameters, analysis.parameters),
      share(own?.multiplyAdds ?? 0, analysis.multiplyAdds),
    ]
    const wrong = problems.get(node.name) ?? noProblems
    const last = node.name === output
    // The common case: the layer is the same value in the same place.
    if (
      kind?.node === node &&
      kind.placed === own &&
      kind.last === last &&
      sameShare(kind.share, ofAll) &&
      sameShare(kind.compute, ofWork) &&
      sameProblems(kind.problems, wrong)
    )
      return kind
    return {
      id: old?.id ?? cardId(role, node.name),
      role,
      node,
      title: kind?.title ?? definitionOf(node.layer).title,
      numbers: kind?.numbers ?? describeLayer(node.layer),
      shape: own && (kind?.placed?.shape === own.shape ? kind.shape : formatShape(own.shape)),
      placed: own,
      parameters,
      share: ofAll,
      compute: ofWork,
      problems: wrong,
      last,
      block: undefined,
    }
  }
  const folding = (node: LayerNode, block: Block): LayerFace => {
    const own = placed.get(node.name)
    const all = block.names.flatMap((name) => placed.get(name) ?? [])
    const sum = (of: (layer: PlacedLayer) => number) => all.reduce((total, one) => total + of(one), 0)
    const parameters = sum((one) => one.parameters)
    return {
      id: cardId(role, node.name),
      role,
      node,
      title: titleOf(block, definitionOf(node.layer).title),
      numbers:
        block.of > 1 ? all.map((one) => definitionOf(one.node.layer).title).join(', ') : describeLayer(node.layer),
      shape: own && formatShape(own.shape),
      placed: own,
      parameters,
      share: share(parameters, analysis.parameters),
      compute: share(
        sum((one) => one.multiplyAdds),
        analysis.multiplyAdds,
      ),
      problems: block.names.flatMap((name) => problems.get(name) ?? []),
      last: node.name === output,
      block,
    }
  }
  return (node) => {
    const old = before(node.name)
    const block = blocks.get(node.name)
    const now = block === undefined ? single(node, old) : folding(node, block)
    return old !== undefined && (old === now || sameFace(old, now)) ? old : now
  }
}

/** A network as a column, with as much of what was known before as says the same, and what was made of each layer. */
function columnOf(
  analysed: AnalysedNetwork,
  { at, width, height }: Placement,
  left: number,
  known: Known | undefined,
): { column: NetworkColumn; made: ReadonlyMap<string, Made> } {
  const { role, network, analysis } = analysed
  const layers = unique(network.layers)
  const faceOf = facesOf(analysed, (name) => known?.made.get(name)?.card.face)
  const now = new Map<string, LayerCard>()
  for (const node of layers) {
    const face = faceOf(node)
    const old = known?.made.get(node.name)?.card
    const spot = at.get(node.name)
    const [x, y] = [left + (spot?.x ?? 0), column.title + (spot?.y ?? 0)]
    now.set(node.name, old?.face === face && old.x === x && old.y === y ? old : cardOf(face, x, y))
  }
  const links: LayerLink[] = []
  const made = new Map<string, Made>()
  for (const [target, to] of now) {
    const old = known?.made.get(target)
    const { inputs } = to.node
    const sources: string[] = []
    const own: LayerLink[] = []
    for (const source of inputs) {
      const from = now.get(source)
      if (from === undefined || sources.includes(source)) continue
      const link = linkOf(role, from, to, old?.links[old.sources.indexOf(source)])
      sources.push(source)
      own.push(link)
      links.push(link)
    }
    made.set(target, { card: to, sources, links: own })
  }
  const cards = kept(known?.column.cards, [...now.values()])
  const tall = column.title + Math.max(height, card.height)
  return {
    column: { role, analysis, cards, links: kept(known?.column.links, links), x: left, y: 0, width, height: tall },
    made,
  }
}

/** A card at a place. Written out: copying a face by `...` takes ten times as long, for hundreds of cards in each edit. */
const cardOf = (face: LayerFace, x: number, y: number): LayerCard => ({
  id: face.id,
  role: face.role,
  node: face.node,
  title: face.title,
  numbers: face.numbers,
  shape: face.shape,
  placed: face.placed,
  parameters: face.parameters,
  share: face.share,
  compute: face.compute,
  problems: face.problems,
  last: face.last,
  block: face.block,
  face,
  x,
  y,
})

/** The connection of two cards; the one of before where it says the same. */
function linkOf(role: NetworkRole, source: LayerCard, target: LayerCard, before: LayerLink | undefined): LayerLink {
  const { shape } = source
  const from = { x: source.x + card.width / 2, y: source.y + card.height }
  const to = { x: target.x + card.width / 2, y: target.y }
  if (before && before.shape === shape && same(before.from, from) && same(before.to, to)) return before
  const id = before?.id ?? `${source.id}→${target.node.name}`
  return { id, role, source: source.id, target: target.id, shape, from, to }
}
