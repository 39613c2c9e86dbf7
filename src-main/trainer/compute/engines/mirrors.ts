import type { Compiled } from '../compiler/compile'
import { mirrorInput } from '../compiler/names'
import type { StateTensor } from '../engine'
import type { KernelCall } from '../kernels/call'
import { mirrorCalls } from '../kernels/update-calls'
import { type Mirror, planUpdate } from '../kernels/update-plan'
import type { MemoryPlan, Place } from './memory'

interface Kept {
  readonly weights: Place
  readonly place: Place
  readonly mirror: Mirror
}

/** The transposes of state matrices that compiled phases ask for. A vector is its own transpose, in its own place. */
export class Mirrors {
  readonly #matrices = new Map<string, Kept>()
  readonly #vectors = new Map<string, Place>()

  /** Reserves room for every mirror that is asked for. */
  static plan(
    state: readonly StateTensor[],
    places: ReadonlyMap<string, Place>,
    phases: readonly Compiled[],
    plan: MemoryPlan,
  ): Mirrors {
    const mirrors = new Mirrors()
    const wanted = new Map(phases.flatMap(({ inputs }) => inputs.map(({ name, shape }) => [name, shape] as const)))
    for (const { name } of state) {
      const [columns, rows] = wanted.get(mirrorInput(name)) ?? []
      const weights = places.get(name)
      if (weights === undefined || rows === undefined || columns === undefined) continue
      if (rows === 1 || columns === 1) mirrors.#vectors.set(name, weights)
      else {
        const place = plan.place([columns, rows])
        mirrors.#matrices.set(name, { weights, place, mirror: { address: place.address, rows, columns } })
      }
    }
    return mirrors
  }

  /** Where each mirror lies. */
  places(): { readonly state: string; readonly place: Place }[] {
    return [
      ...[...this.#vectors].map(([state, place]) => ({ state, place })),
      ...[...this.#matrices].map(([state, { place }]) => ({ state, place })),
    ]
  }

  /** The mirror that has to follow a state tensor when it changes. */
  of(state: string): Mirror | undefined {
    return this.#matrices.get(state)?.mirror
  }

  /** What brings the mirror of a state tensor up to date. */
  renew(state: string): KernelCall[] {
    const kept = this.#matrices.get(state)
    if (kept === undefined) return []
    const { weights, mirror } = kept
    const tensor = {
      bytes: weights.bytes,
      weights: weights.address,
      slots: [],
      gradient: 0,
      average: undefined,
      mirror,
    }
    return planUpdate([tensor]).flatMap(mirrorCalls)
  }

  /** What brings all mirrors up to date. */
  renewAll(): KernelCall[] {
    return [...this.#matrices.keys()].flatMap((state) => this.renew(state))
  }
}
