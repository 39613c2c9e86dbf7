import { checkNetwork, type SystemNetwork } from '../network-check'
import type { ClassifierArchitecture } from '../spec'

/** The network of a classifier. */
export interface ClassifierNetworks {
  readonly classifier: SystemNetwork
}

/** The network ends at one number a class, from which the softmax makes probabilities. */
export function classifierNetworks({ image, classes, networks }: ClassifierArchitecture): ClassifierNetworks {
  const context = { image: [image.height, image.width, image.channels] }
  return {
    classifier: checkNetwork('classifier', networks.classifier, context, { takes: 'image', ends: [classes] }),
  }
}
