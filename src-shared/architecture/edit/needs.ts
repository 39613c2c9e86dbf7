import type { Shape } from '../layer'
import type { InputSpec } from '../layers/input'
import type { ArchitectureSpec, NetworkRole } from '../spec'

/** What a network of a role works on and what it ends at. */
interface Need {
  readonly takes: InputSpec['source']
  readonly ends: (spec: ArchitectureSpec) => Shape
}

const image = ({ image: { height, width, channels } }: ArchitectureSpec): Shape => [height, width, channels]

const needs: { readonly [R in NetworkRole]: Need } = {
  generator: { takes: 'latent', ends: image },
  discriminator: { takes: 'image', ends: () => [1] },
}

/** What the networks of a role work on. */
export const takesOf = (role: NetworkRole): InputSpec['source'] => needs[role].takes

/** The shape that a network of a role ends at in an architecture; a discriminator may also judge patches. */
export const endOf = (spec: ArchitectureSpec, role: NetworkRole): Shape => needs[role].ends(spec)
