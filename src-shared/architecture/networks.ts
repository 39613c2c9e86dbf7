import { type ArchitectureSpec, NetworkRole, type NetworkSpec } from './spec'

/** A network of an architecture with its role. */
export interface RoleNetwork {
  readonly role: NetworkRole
  readonly network: NetworkSpec
}

/** The networks of an architecture, in the order in which data goes through them. */
export function networksOf({ networks }: ArchitectureSpec): readonly RoleNetwork[] {
  return Object.entries(networks).flatMap(([name, network]) => {
    const role = NetworkRole.safeParse(name)
    return role.success ? [{ role: role.data, network }] : []
  })
}

/** The network of a role; undefined where the architecture has none. */
export const networkOf = (spec: ArchitectureSpec, role: NetworkRole): NetworkSpec | undefined =>
  networksOf(spec).find((one) => one.role === role)?.network

/** The architecture with another network in a role; the same value where nothing changes or the role is not there. */
export function withNetwork(spec: ArchitectureSpec, role: NetworkRole, network: NetworkSpec): ArchitectureSpec {
  const present = networkOf(spec, role)
  if (present === undefined || present === network) return spec
  switch (spec.family) {
    case 'adversarial':
      return { ...spec, networks: { ...spec.networks, [role]: network } }
    case 'autoencoder':
      return { ...spec, networks: { ...spec.networks, [role]: network } }
    case 'variational':
      return { ...spec, networks: { ...spec.networks, [role]: network } }
    case 'classifier':
      return { ...spec, networks: { ...spec.networks, [role]: network } }
    case 'cyclegan':
      return { ...spec, networks: { ...spec.networks, [role]: network } }
  }
}
