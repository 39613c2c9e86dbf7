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
  decoder: { title: 'Decoder', symbol: 'Dec' },
}
