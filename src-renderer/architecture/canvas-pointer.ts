import { moveTogether } from '@shared/architecture/edit/move-together'
import { networkOf } from '@shared/architecture/networks'
import { computed, onBeforeUnmount, shallowRef } from 'vue'
import { cardAt, touches } from './canvas-cards'
import { useDrag } from './canvas-drag'
import { linkAt } from './canvas-links'
import { useEditor } from './editor-store'
import type { LayerCard, LayerFace, LayerLink } from './graph'
import { useRepairs } from './repairs-store'
import type { Viewport } from './viewport'

/** What the pointer rests on. */
type Pointed = { readonly type: 'card'; readonly id: string } | { readonly type: 'link'; readonly id: string }

/** The layers that a card stands for. */
const idsOf = ({ role, id, block }: LayerFace): string[] =>
  block ? block.names.map((name) => `${role}/${name}`) : [id]

const isIn = (event: Event, selector: string): boolean =>
  event.target instanceof Element && event.target.closest(selector) !== null

/** What presses, drags and moves of the pointer do on the canvas of the editor. */
export function usePointer(
  viewport: Viewport,
  cards: () => ReadonlyMap<string, LayerCard>,
  links: () => ReadonlyMap<string, LayerLink>,
  act: { readonly focus: () => void; readonly inspect: () => void },
) {
  const editor = useEditor()
  const repairs = useRepairs()
  const dragging = useDrag(viewport, cards, links, {
    frame: (area) => editor.select([...cards().values()].filter((card) => touches(card, area)).flatMap(idsOf)),
    connect: (role, source, target) =>
      editor.apply(`Connect ${source} to ${target}`, { type: 'connect', role, source, target }),
    drop,
    choose: ({ id }) => editor.selectOnly(id),
    press: () => editor.selectOnly(undefined),
  })
  const { drag, begin, cancel } = dragging
  onBeforeUnmount(cancel)

  const pointed = shallowRef<Pointed>()
  const pointedLink = computed(() =>
    pointed.value?.type === 'link' && drag.value === undefined ? links().get(pointed.value.id) : undefined,
  )
  /** The card under the pointer where cards are shapes only. */
  const pointedCard = computed(() =>
    pointed.value?.type === 'card' && viewport.far.value ? cards().get(pointed.value.id) : undefined,
  )

  function drop(ids: ReadonlySet<string>, { role, source }: LayerLink): void {
    const after = cards().get(source)?.node.name
    const network = editor.spec && networkOf(editor.spec, role)
    if (after === undefined || network === undefined) return
    const [name, ...others] = [...ids].flatMap((id) => editor.cards.get(id)?.node.name ?? [])
    if (name === undefined) return
    if (others.length === 0) editor.apply(`Move ${name}`, { type: 'move', role, name, after })
    else {
      const moved = moveTogether(network, new Set([name, ...others]), after)
      editor.apply(`Move ${ids.size} layers`, { type: 'network', role, network: moved })
    }
  }

  const at = ({ clientX, clientY }: MouseEvent) => viewport.pointAt(clientX, clientY)

  /** The card that something on the canvas belongs to, or that is drawn there as a shape. */
  function cardOf(event: MouseEvent): LayerCard | undefined {
    const element = event.target instanceof Element ? event.target.closest('[data-layer]') : null
    if (element) return cards().get(element.getAttribute('data-layer') ?? '')
    return viewport.far.value && !isIn(event, 'button') ? cardAt(cards().values(), at(event)) : undefined
  }

  function press(event: PointerEvent): void {
    const card = cardOf(event)
    if (isIn(event, 'button')) return
    if (card === undefined) pressCanvas(event)
    else if (isIn(event, '[data-handle]')) {
      event.preventDefault()
      begin(event, { type: 'connect', from: card, to: at(event), target: undefined })
    } else pressCard(event, card)
  }

  function pressCanvas(event: PointerEvent): void {
    if (event.button > 1) return
    if (event.shiftKey && event.button === 0) begin(event, { type: 'frame', from: at(event), to: at(event) })
    else begin(event, { type: 'pan', moved: false, at: { x: event.clientX, y: event.clientY } }, viewport.wayBack())
  }

  function pressCard(event: PointerEvent, card: LayerCard): void {
    if (event.button !== 0) return
    act.focus()
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      for (const id of idsOf(card)) editor.toggle(id)
      return
    }
    // One of several that are chosen takes the others along; alone it is chosen when it is let go where it was.
    const { selection, focus } = editor
    if (!editor.selection.has(card.id)) editor.selectOnly(card.id)
    const ids = new Set(editor.chosen.flatMap(({ role, id }) => (role === card.role ? [id] : [])))
    const from = at(event)
    begin(event, { type: 'card', card, ids, from, to: from, link: undefined }, () => {
      editor.selection = selection
      editor.focus = focus
    })
  }

  function click(event: MouseEvent): void {
    const card = cardOf(event)
    if (!card) return
    if (isIn(event, '[data-repair]')) repair(card)
    else if (isIn(event, '[data-unfold]') && card.block) editor.unfold(card.role, card.block.id)
  }

  function open(event: MouseEvent): void {
    const card = cardOf(event)
    if (card?.block) editor.unfold(card.role, card.block.id)
    else if (card) act.inspect()
  }

  /** A press on a card does not move the focus away from the canvas. */
  function hold(event: MouseEvent): void {
    if (cardOf(event)) event.preventDefault()
  }

  function point(event: PointerEvent): void {
    if (drag.value !== undefined || isIn(event, '[data-on-link]')) return
    const card = cardOf(event)
    const link = card ? undefined : linkAt(links().values(), at(event))
    const next = card ? ({ type: 'card', id: card.id } as const) : link && ({ type: 'link', id: link.id } as const)
    if (next?.id !== pointed.value?.id) pointed.value = next
  }

  function repair({ role, problems: [problem] }: LayerFace): void {
    const found = problem && repairs.of(role, problem)[0]
    if (found) repairs.make(found)
  }

  function leave(): void {
    pointed.value = undefined
  }

  return { dragging, pointed, pointedLink, pointedCard, press, click, open, hold, point, leave }
}
