import type { LayerDifference } from '@shared/architecture/difference'
import { describeLayer } from '@shared/architecture/layers/registry'
import type { LayerNode } from '@shared/architecture/spec'

/** What became of a layer, for the eye. */
export const marks = { same: '', changed: '~', added: '+', removed: '−' } as const
/** What became of a layer, as a screen reader says it. */
export const words = { same: 'the same', changed: 'changed', added: 'added', removed: 'removed' } as const

/** A layer's name and key numbers in one line. */
export function nodeLine({ name, layer }: LayerNode): string {
  const numbers = describeLayer(layer)
  return numbers === '' || numbers === name ? name : `${name} · ${numbers}`
}

/** The layer before the difference; undefined for one that was added. */
export const before = (one: LayerDifference): LayerNode | undefined => (one.type === 'added' ? undefined : one.before)

/** The layer after the difference; undefined for one that was removed. */
export const after = (one: LayerDifference): LayerNode | undefined => (one.type === 'removed' ? undefined : one.after)

/** What changed in a layer, a line each; empty where nothing did. */
export const changes = (one: LayerDifference): string[] =>
  one.type === 'changed'
    ? one.settings.map((setting) => `${setting.path} ${setting.before ?? '–'} → ${setting.after ?? '–'}`)
    : []
