import { freeName } from '../edit/names'
import type { Dialect, KerasLayer, KerasSettings } from './graph'

/** What cannot be written for Keras: which layer, and why. */
export interface Unwritable {
  readonly layer: string
  readonly message: string
  readonly fix: string
}

interface Wanted {
  readonly name: string
  readonly className: string
  readonly config?: KerasSettings
  readonly inputs: readonly string[]
  readonly weights?: readonly string[]
}

/** Collects the Keras layers of a network under names of their own. */
export class KerasBuilder {
  readonly layers: KerasLayer[] = []
  readonly problems: Unwritable[] = []
  readonly #taken: Set<string>

  /** @param names of the studio's layers, which keep them */
  constructor(
    readonly dialect: Dialect,
    names: readonly string[],
  ) {
    this.#taken = new Set(names)
  }

  /** Adds the layer that stands for one of the studio's and has its name; the answer is that name. */
  main({ name, className, config = {}, inputs, weights = [] }: Wanted): string {
    this.layers.push({ name, className, config, inputs, weights })
    return name
  }

  /** Adds a layer beside it, under a name like the wanted one; the answer is the name that it got. */
  beside(wanted: Wanted): string {
    const name = freeName(this.#taken, wanted.name)
    this.#taken.add(name)
    return this.main({ ...wanted, name })
  }

  refuse(layer: string, message: string, fix: string): string {
    this.problems.push({ layer, message, fix })
    return layer
  }
}
