import type { AdversarialArchitecture } from '@shared/architecture/spec'
import type { Inference, RunningAverage } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network } from '../nets/network'
import { averaged } from './average'
import { drawn, imageShape, latentFeed } from './feeds'
import { labelFeeds, labelsOf, neededLabels } from './labels'

/**
 * The inference `samples`: images of `count` latents with the running statistics, [count, height, width, channels], in
 * [−1, 1] after a final tanh. With an average they are those of the averaged weights.
 */
export const samplesOf = (
  spec: AdversarialArchitecture,
  generator: Network,
  count: number,
  average?: RunningAverage,
): Inference => ({
  name: 'samples',
  feeds: [latentFeed(spec.latent, count), ...labelFeeds(spec, 'fake', count)],
  output: imageShape(spec.image, count),
  compute: (state, feeds) =>
    applyNetwork(generator, {
      mode: 'inference',
      output: 'as-built',
      state: average === undefined ? state : averaged(state, average),
      source: (name) => (name === 'label' ? neededLabels(labelsOf(spec, 'fake', feeds)) : pick(feeds, 'z')),
      drawn: drawn(generator, 'generator', feeds),
    }).output,
})
