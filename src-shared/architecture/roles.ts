import type { NetworkRole } from './spec'

/** How a role is presented. */
export interface RoleInfo {
  readonly title: string
  /** A letter or an abbreviation for places where the title is too long. */
  readonly symbol: string
}

export const roles: { readonly [R in NetworkRole]: RoleInfo } = {
  generator: { title: 'Generator', symbol: 'G' },
  discriminator: { title: 'Discriminator', symbol: 'D' },
  encoder: { title: 'Encoder', symbol: 'Enc' },
  classifier: { title: 'Classifier', symbol: 'C' },
  generatorAB: { title: 'Generator A → B', symbol: 'G' },
  generatorBA: { title: 'Generator B → A', symbol: 'F' },
  discriminatorA: { title: 'Discriminator of A', symbol: 'D_A' },
  discriminatorB: { title: 'Discriminator of B', symbol: 'D_B' },
  decoder: { title: 'Decoder', symbol: 'Dec' },
}
