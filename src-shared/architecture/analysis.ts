import type { Problem } from '../contract/errors'
import type { SystemNetwork } from './network-check'
import type { ArchitectureOf, ArchitectureSpec, Family, NetworkRole } from './spec'
import { type AdversarialNetworks, adversarialNetworks } from './systems/adversarial'
import { type AutoencoderNetworks, autoencoderNetworks } from './systems/autoencoder'
import { type ClassifierNetworks, classifierNetworks } from './systems/classifier'
import { type CycleNetworks, cycleNetworks } from './systems/cyclegan'
import { variationalNetworks } from './systems/variational'

interface NetworksByFamily {
  adversarial: AdversarialNetworks
  autoencoder: AutoencoderNetworks
  variational: AutoencoderNetworks
  classifier: ClassifierNetworks
  cyclegan: CycleNetworks
}

/** The analysed networks of a family `F`, by role, in the order in which data goes through them. */
export type NetworksOf<F extends Family> = { [P in F]: NetworksByFamily[P] }[F]

const systems: { readonly [F in Family]: (spec: ArchitectureOf<F>) => NetworksByFamily[F] } = {
  adversarial: adversarialNetworks,
  autoencoder: autoencoderNetworks,
  variational: variationalNetworks,
  classifier: classifierNetworks,
  cyclegan: cycleNetworks,
}

/** All networks of an architecture, each with its inputs and its output checked against what its family asks of its role. */
export function analyseArchitecture<F extends Family>(spec: ArchitectureOf<F>): NetworksOf<F> {
  return systems[spec.family](spec)
}

/** The networks of any architecture in the order in which data goes through them. */
export const networkListOf = (spec: ArchitectureSpec): readonly SystemNetwork[] =>
  Object.values<SystemNetwork>({ ...analyseArchitecture(spec) })

/** The network of a role. @throws RangeError for a role that the system does not have */
export function analysisOf(spec: ArchitectureSpec, role: NetworkRole): SystemNetwork {
  const found = networkListOf(spec).find((one) => one.role === role)
  if (found === undefined) throw new RangeError(`a system of the family ${spec.family} has no ${role}`)
  return found
}

/** Every problem of an architecture with the path of what it concerns; empty if it can be trained. */
export function architectureProblems(spec: ArchitectureSpec): Problem[] {
  return networkListOf(spec).flatMap(({ role, problems }) =>
    problems.map(({ layer, message, fix }) => ({
      path: layer === undefined ? `networks.${role}` : `networks.${role}.layers.${layer}`,
      message: `${message}; ${fix}`,
    })),
  )
}
