import type { NetworkRole } from '@shared/architecture/spec'

/** What the networks of a role are called. */
export const roles: { readonly [R in NetworkRole]: { readonly title: string } } = {
  generator: { title: 'Generator' },
  discriminator: { title: 'Discriminator' },
}
