import type { Arrays, OptimiserState, Snapshot, StateTensor } from '../compute/engine'
import type { Manifest } from './manifest'
import type { TensorData } from './safetensors'

const SLOT_PREFIX = 'optimiser/'

const slotName = (phase: string, slot: string): string => `${SLOT_PREFIX}${phase}/${slot}`

/**
 * A snapshot as named tensors: state under its own name, an optimiser's slot as `optimiser/<phase>/<slot>/<state name>`.
 * Slots have the shape of the state that they belong to.
 */
export function tensorsOf(snapshot: Snapshot, state: readonly StateTensor[]): Map<string, TensorData> {
  const shapes = new Map(state.map(({ name, shape }) => [name, shape]))
  const tensors = new Map<string, TensorData>()
  for (const [name, data] of Object.entries(snapshot.state)) {
    tensors.set(name, { shape: shapes.get(name) ?? [data.length], data })
  }
  for (const [phase, { slots }] of Object.entries(snapshot.optimisers)) {
    for (const [slot, data] of Object.entries(slots)) {
      const shape = shapes.get(slot.slice(slot.indexOf('/') + 1)) ?? [data.length]
      tensors.set(slotName(phase, slot), { shape, data })
    }
  }
  return tensors
}

/** The snapshot that {@link tensorsOf} was given. */
export function snapshotOf(tensors: ReadonlyMap<string, TensorData>, optimisers: Manifest['optimisers']): Snapshot {
  const state: Record<string, Float32Array> = {}
  const slotsOf = new Map(Object.keys(optimisers).map((phase) => [phase, new Map<string, Float32Array>()]))
  for (const [name, { data }] of tensors) {
    const phase = [...slotsOf.keys()].find((candidate) => name.startsWith(slotName(candidate, '')))
    if (phase === undefined) state[name] = data
    else slotsOf.get(phase)?.set(name.slice(slotName(phase, '').length), data)
  }
  const restored: [string, OptimiserState][] = Object.entries(optimisers).map(([phase, { updates }]) => [
    phase,
    { updates, slots: Object.fromEntries(slotsOf.get(phase) ?? []) },
  ])
  return { state, optimisers: Object.fromEntries(restored) }
}

/** The tensors of a generator alone. */
export function stateOf(snapshot: Snapshot, names: Iterable<string>): Arrays {
  const entries: [string, Float32Array][] = []
  for (const name of names) {
    const data = snapshot.state[name]
    if (data) entries.push([name, data])
  }
  return Object.fromEntries(entries)
}

/** The name of the first tensor with a number that is not finite, if there is one. */
export function firstNotFinite(tensors: ReadonlyMap<string, TensorData>): string | undefined {
  for (const [name, { data }] of tensors) {
    for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return name
  }
  return undefined
}
