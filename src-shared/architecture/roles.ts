import type { NetworkRole } from './spec'

/** How a role is presented. */
export interface RoleInfo {
  readonly title: string
  /** A letter or an abbreviation for places where the title is too long. */
  readonly symbol: string
  /** Whether it tells real images from made ones, as a discriminator or critic does. */
  readonly judges: boolean
}

export const roles: { readonly [R in NetworkRole]: RoleInfo } = {
  generator: { title: 'Generator', symbol: 'G', judges: false },
  discriminator: { title: 'Discriminator', symbol: 'D', judges: true },
  encoder: { title: 'Encoder', symbol: 'Enc', judges: false },
  classifier: { title: 'Classifier', symbol: 'C', judges: false },
  generatorAB: { title: 'Generator A → B', symbol: 'G', judges: false },
  generatorBA: { title: 'Generator B → A', symbol: 'F', judges: false },
  discriminatorA: { title: 'Discriminator of A', symbol: 'D_A', judges: true },
  discriminatorB: { title: 'Discriminator of B', symbol: 'D_B', judges: true },
  decoder: { title: 'Decoder', symbol: 'Dec', judges: false },
}

/** Whether a gradient penalty applies to networks of a role: it is taken of what judges images (Gulrajani et al. 2017). */
export const takesPenalty = (role: NetworkRole): boolean => roles[role].judges
