import { analysisOf, networkListOf } from '@shared/architecture/analysis'
import { type Block, repeatedBlocks } from '@shared/architecture/blocks'
import type { PaletteEntry } from '@shared/architecture/edit/catalogue'
import { applyEdit, byRole, type Edit, type LayerRef } from '@shared/architecture/edit/edit'
import { type Clip, copyFrom, placesOf } from '@shared/architecture/edit/fragment'
import { type History, record, redo, startHistory, undo } from '@shared/architecture/edit/history'
import type { NetworkAnalysis } from '@shared/architecture/network-analysis'
import { networkOf, networksOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, NetworkRole, NetworkSpec } from '@shared/architecture/spec'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { type AnalysedNetwork, cardId, cardsById, GraphMaker, type LayerLink } from './graph'
import { later } from './later'
import type { Source } from './sources'

/** What is being edited: where it came from, and what it was when it was opened or saved last. */
export interface Opened {
  readonly source: Source
  readonly saved: ArchitectureSpec
}

/** An architecture and what was chosen in it, so that undo also goes back to where one was. */
interface Draft {
  readonly spec: ArchitectureSpec
  readonly selection: ReadonlySet<string>
  readonly focus: string | undefined
}

/** The architecture that is being edited. It outlives the screen, so that nothing that was drawn is lost on the way. */
export const useEditor = defineStore('editor', () => {
  const opened = shallowRef<Opened>()
  const history = shallowRef<History<Draft>>()
  /** Ids of the chosen cards. */
  const selection = shallowRef<ReadonlySet<string>>(new Set())
  /** The card that was chosen last: the inspector shows it, and keys go on from it. */
  const focus = ref<string>()
  const maker = shallowRef(new GraphMaker())
  /** Lays out the networks with their folded blocks. */
  const folder = shallowRef(new GraphMaker())
  /** Ids of the blocks that are folded: those of their last layers. */
  const folded = shallowRef<ReadonlySet<string>>(new Set())

  const spec = computed(() => history.value?.present.spec)
  const networks = computed<readonly AnalysedNetwork[]>(() => (spec.value ? analysed(spec.value) : []))
  const columns = computed(() => maker.value.columns(networks.value))
  /** Every repeated block, with the id that it is folded by. */
  const blocks = computed(() =>
    networks.value.flatMap(({ role, network }) =>
      blocksOf(network).map((block) => ({ id: cardId(role, block.id), role, block })),
    ),
  )
  /** Whether there are any. They are sought when the edit itself has been shown. */
  const foldable = ref(false)
  let forget: (() => void) | undefined
  watch(
    networks,
    () => {
      forget?.()
      forget = later(() => {
        foldable.value = blocks.value.length > 0
      })
    },
    { immediate: true },
  )
  /** The networks as the canvas shows them: with folded blocks as one card each. */
  const drawn = computed(() => {
    if (folded.value.size === 0) return columns.value
    const open = blocks.value.filter(({ id }) => folded.value.has(id))
    return folder.value.columns(
      networks.value.map((network) => ({
        ...network,
        folded: foldedOf(
          network.network,
          open.flatMap(({ role, block }) => (role === network.role ? [block] : [])),
        ),
      })),
    )
  })
  const cards = computed(() => cardsById(columns.value))
  const chosen = computed(() => [...selection.value].flatMap((id) => cards.value.get(id) ?? []))
  const card = computed(() => (focus.value === undefined ? undefined : cards.value.get(focus.value)))
  const problems = computed(() =>
    networks.value.flatMap(({ role, analysis }) => analysis.problems.map((problem) => ({ role, problem }))),
  )
  /** Whether something was changed since it was opened or saved; what is undone counts as unchanged. */
  const dirty = computed(() => opened.value !== undefined && spec.value !== opened.value.saved)

  function open(source: Source, architecture: ArchitectureSpec): void {
    opened.value = { source, saved: architecture }
    openings.value++
    selectOnly(undefined)
    history.value = startHistory({ spec: architecture, selection: selection.value, focus: focus.value })
    maker.value = new GraphMaker()
    folder.value = new GraphMaker()
    folded.value = new Set()
  }

  function foldAll(): void {
    folded.value = new Set(blocks.value.map(({ id }) => id))
    // A layer that is inside of a block now is not in sight: the whole block is chosen in its place.
    const inside = blocks.value
      .map(({ id, role, block }) => ({ id, layers: block.names.map((name) => cardId(role, name)) }))
      .filter(({ layers }) => layers.some((layer) => selection.value.has(layer) || layer === focus.value))
    selection.value = new Set([...selection.value, ...inside.flatMap(({ layers }) => layers)])
    focus.value = inside.find(({ layers }) => layers.some((layer) => layer === focus.value))?.id ?? focus.value
  }

  function unfoldAll(): void {
    folded.value = new Set()
  }

  function unfold(role: NetworkRole, block: string): void {
    folded.value = new Set([...folded.value].filter((id) => id !== cardId(role, block)))
  }

  /** How often something was opened: saving is not opening. */
  const openings = ref(0)
  const drafts = new Map<string, ArchitectureSpec>()

  /** Keeps an architecture that is not saved yet, to be opened; the answer is its id as a source of the type `new`. */
  function draft(architecture: ArchitectureSpec): string {
    const id = `draft-${drafts.size + 1}`
    drafts.set(id, architecture)
    return id
  }

  /** The architecture of a draft. */
  const draftOf = (id: string): ArchitectureSpec | undefined => drafts.get(id)

  /** Says that what is shown has been saved under this source. */
  function settled(source: Source, architecture: ArchitectureSpec): void {
    opened.value = { source, saved: architecture }
  }

  /** Ids of cards with a folded block's as those of all of its layers. */
  function unfoldedIds(ids: readonly string[]): readonly string[] {
    if (folded.value.size === 0) return ids
    const byId = new Map(blocks.value.map((one) => [one.id, one]))
    return ids.flatMap((id) => {
      const one = folded.value.has(id) ? byId.get(id) : undefined
      return one?.block.names.map((name) => cardId(one.role, name)) ?? [id]
    })
  }

  function selectOnly(id: string | undefined): void {
    select(id === undefined ? [] : [id])
  }

  function toggle(id: string): void {
    const next = new Set(selection.value)
    const gone = next.has(id)
    for (const one of unfoldedIds([id])) {
      if (gone) next.delete(one)
      else next.add(one)
    }
    selection.value = next
    focus.value = gone ? [...next].at(-1) : id
  }

  /** Chooses cards, the last of them to go on from. */
  function select(ids: readonly string[]): void {
    selection.value = new Set(unfoldedIds(ids))
    focus.value = ids.at(-1)
  }

  /** The history with what is chosen now. */
  function held(): History<Draft> | undefined {
    const now = history.value
    return now && { ...now, present: { ...now.present, selection: selection.value, focus: focus.value } }
  }

  /** Makes a change; `label` names it for undo. Changes of the same label follow each other as one step with `merge`. */
  function apply(label: string, edit: Edit, merge = false): void {
    const before = held()
    if (!before) return
    const { spec: old } = before.present
    const after = applyEdit(old, edit)
    if (after === old) return
    history.value = record(before, label, { ...before.present, spec: after }, merge)
    if (edit.type === 'rename') {
      if (focus.value === cardId(edit.role, edit.name) && networkOf(after, edit.role))
        selectOnly(cardId(edit.role, edit.to))
    } else if (edit.type !== 'set' && edit.type !== 'settings') follow(old, after)
  }

  /** Chooses the layers that are new, and forgets those that are gone. */
  function follow(before: ArchitectureSpec, after: ArchitectureSpec): void {
    const changed = networksOf(after).filter(({ role, network }) => networkOf(before, role) !== network)
    const ids = (of: ArchitectureSpec) =>
      changed.flatMap(({ role }) => (networkOf(of, role)?.layers ?? []).map(({ name }) => cardId(role, name)))
    const [had, has] = [new Set(ids(before)), ids(after)]
    const fresh = has.filter((id) => !had.has(id))
    if (fresh.length > 0) select(fresh)
    else {
      const there = new Set(has)
      const left = [...selection.value].filter((id) => there.has(id) || !had.has(id))
      if (left.length !== selection.value.size) select(left)
    }
  }

  /** The network that was chosen last, else the first. */
  const roleAt = (): NetworkRole | undefined =>
    networks.value.find(({ role }) => focus.value?.startsWith(`${role}/`))?.role ?? networks.value[0]?.role

  /** Adds a layer from the palette into a connection, or behind the layer that was chosen last. */
  function add(entry: PaletteEntry, link?: LayerLink): void {
    const source = link && cards.value.get(link.source)
    const target = link && cards.value.get(link.target)
    const role = source?.role ?? roleAt()
    const network = role && spec.value && networkOf(spec.value, role)
    if (!role || !network || !spec.value) return
    const anchor = source ?? card.value ?? cards.value.get(cardId(role, network.output))
    const made = entry.create(anchor?.placed?.shape)
    const wanted = analysisOf(spec.value, role).rule.takes
    const has = network.layers.some((node) => node.layer.type === 'input' && node.layer.source === wanted)
    const layer = made.type === 'input' && !has && entry.title === 'Input' ? { ...made, source: wanted } : made
    const label = `Add ${entry.title}`
    if (source && target) {
      apply(label, { type: 'insert', role, layer, source: source.node.name, target: target.node.name })
    } else apply(label, { type: 'add', role, layer, after: anchor?.node.name })
  }

  function back(): void {
    travel(undo)
  }

  function forward(): void {
    travel(redo)
  }

  function travel(step: (history: History<Draft>) => History<Draft>): void {
    const before = held()
    const after = before && step(before)
    if (!after || after === before) return
    history.value = after
    selection.value = after.present.selection
    focus.value = after.present.focus
  }

  const refs = (): LayerRef[] => chosen.value.map(({ role, node }) => ({ role, name: node.name }))

  /** Removes the chosen layers and goes on at what they took, in each of their networks. */
  function removeChosen(): void {
    const [first] = chosen.value
    if (!first) return
    const count = chosen.value.length
    const roles = [...byRole(refs()).keys()].reverse()
    const above = roles.flatMap((role) => {
      const source = chosen.value.find((one) => one.role === role)?.node.inputs[0]
      return source === undefined ? [] : [cardId(role, source)]
    })
    apply(count === 1 ? `Remove ${first.node.name}` : `Remove ${count} layers`, { type: 'remove', layers: refs() })
    const left = above.filter((id) => cards.value.has(id))
    if (left.length > 0) select(left)
  }

  /** The chosen layers of all networks, for the clipboard. */
  const copy = (): Clip | undefined => spec.value && copyFrom(spec.value, byRole(refs()))

  /** Puts layers behind the chosen ones, those of one network into the chosen network. The answer is how many networks took any. */
  function paste(clip: Clip): number {
    const places = spec.value ? placesOf(clip, spec.value, roleAt()) : []
    const count = places.reduce((total, { fragment }) => total + fragment.layers.length, 0)
    const edits = places.map(({ role, fragment }): Edit => {
      const at = card.value?.role === role ? card.value : chosen.value.findLast((one) => one.role === role)
      return { type: 'paste', role, fragment, after: at?.node.name }
    })
    apply(count === 1 ? 'Paste a layer' : `Paste ${count} layers`, { type: 'all', edits })
    return places.length
  }

  /** Puts copies of the chosen layers behind them, in each of their networks. */
  function duplicateChosen(): void {
    const edits = [...byRole(refs())].map(([role, names]): Edit => ({ type: 'duplicate', role, names: [...names] }))
    const count = chosen.value.length
    apply(count === 1 ? 'Duplicate a layer' : `Duplicate ${count} layers`, { type: 'all', edits })
  }

  return {
    opened,
    openings,
    history,
    spec,
    networks,
    columns,
    drawn,
    blocks,
    foldable,
    folded,
    cards,
    selection,
    focus,
    card,
    chosen,
    problems,
    dirty,
    open,
    settled,
    draft,
    draftOf,
    foldAll,
    unfoldAll,
    unfold,
    selectOnly,
    toggle,
    select,
    apply,
    add,
    back,
    forward,
    removeChosen,
    copy,
    paste,
    duplicateChosen,
  }
})

const knownBlocks = new WeakMap<NetworkSpec, readonly Block[]>()

/** The repeated blocks of a network, found once. */
function blocksOf(network: NetworkSpec): readonly Block[] {
  const known = knownBlocks.get(network) ?? repeatedBlocks(network)
  knownBlocks.set(network, known)
  return known
}

const knownFolds = new WeakMap<NetworkSpec, readonly Block[]>()

/** The folded blocks of a network; the same value as long as they are the same. */
function foldedOf(network: NetworkSpec, now: readonly Block[]): readonly Block[] {
  const before = knownFolds.get(network)
  if (before && before.length === now.length && before.every((block, i) => block === now[i])) return before
  knownFolds.set(network, now)
  return now
}

const analyses = new WeakMap<object, { readonly inputs: string; readonly analysis: NetworkAnalysis }>()

/** The networks with what follows from them. A network that was analysed for the same inputs before is not analysed again. */
function analysed(spec: ArchitectureSpec): AnalysedNetwork[] {
  const { networks: _networks, name: _name, ...settings } = spec
  const inputs = JSON.stringify(settings)
  const all = networksOf(spec)
  const known = all.map(({ network }) => analyses.get(network))
  const stale = known.some((one) => one?.inputs !== inputs)
  const fresh = new Map(stale ? networkListOf(spec).map((one) => [one.role, one]) : [])
  return all.flatMap(({ role, network }, i) => {
    const old = known[i]
    const analysis = old?.inputs === inputs ? old.analysis : fresh.get(role)
    if (!analysis) return []
    if (analysis !== old?.analysis) analyses.set(network, { inputs, analysis })
    return [{ role, network, analysis }]
  })
}
