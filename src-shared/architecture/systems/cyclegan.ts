import { sizeOf } from '../layer'
import { checkNetwork, type NetworkRule, type SystemNetwork } from '../network-check'
import type { CycleArchitecture } from '../spec'

/** The networks of a translation between two domains, A and B. */
export interface CycleNetworks {
  readonly generatorAB: SystemNetwork
  readonly generatorBA: SystemNetwork
  readonly discriminatorA: SystemNetwork
  readonly discriminatorB: SystemNetwork
}

/** Generators go from an image to an image; a discriminator ends at one value, or one for each place of the image. */
export function cycleNetworks({ image, networks }: CycleArchitecture): CycleNetworks {
  const shape = [image.height, image.width, image.channels]
  const context = { image: shape }
  const translates: NetworkRule = { takes: 'image', ends: shape }
  const judges: NetworkRule = {
    takes: 'image',
    ends: [1],
    endsToo: (output) => sizeOf(output) === 1 || (output.length === 3 && output[2] === 1),
  }
  return {
    generatorAB: checkNetwork('generatorAB', networks.generatorAB, context, translates),
    generatorBA: checkNetwork('generatorBA', networks.generatorBA, context, translates),
    discriminatorA: checkNetwork('discriminatorA', networks.discriminatorA, context, judges),
    discriminatorB: checkNetwork('discriminatorB', networks.discriminatorB, context, judges),
  }
}
