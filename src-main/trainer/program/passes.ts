import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network } from '../nets/network'
import { drawn } from './feeds'
import { neededLabels } from './labels'

/** A training pass through G: images in [−1, 1]. */
export const generate = (generator: Network, labels: Tensor | undefined, state: Tensors, feeds: Tensors) =>
  applyNetwork(generator, {
    mode: 'training',
    output: 'as-built',
    state,
    source: (name) => (name === 'label' ? neededLabels(labels) : pick(feeds, 'z')),
    drawn: drawn(generator, 'generator', feeds),
  })

/** Images with their labels, where networks take any. */
export interface Batch {
  readonly images: Tensor
  readonly labels: Tensor | undefined
}

/**
 * A training pass through D: its outputs before any final sigmoid, all in one axis, those of an image together; one for
 * each image, or one for each patch of it. `pass` names what its layers draw.
 */
export function judge(discriminator: Network, pass: string, { images, labels }: Batch, state: Tensors, feeds: Tensors) {
  const { output, updates } = applyNetwork(discriminator, {
    mode: 'training',
    output: 'logits',
    state,
    source: (name) => (name === 'label' ? neededLabels(labels) : images),
    drawn: drawn(discriminator, pass, feeds),
  })
  return { logits: reshape(output, [output.size]), updates }
}

/** D's outputs for a real and a fake batch, and the new running statistics. */
export interface Judgement {
  readonly real: Tensor
  readonly fake: Tensor
  readonly updates: Tensors
}

/** Both batches as one. */
export function judgeTogether(network: Network, real: Batch, fake: Batch, state: Tensors, feeds: Tensors): Judgement {
  const both = {
    images: concat([real.images, fake.images]),
    labels: real.labels && fake.labels && concat([real.labels, fake.labels]),
  }
  const { logits, updates } = judge(network, 'both', both, state, feeds)
  const count = logits.size / 2
  return { real: slice(logits, [0], [count]), fake: slice(logits, [count], [count]), updates }
}

/** Two batches one after the other: the second finds the running statistics that the first left. */
export function judgeApart(network: Network, real: Batch, fake: Batch, state: Tensors, feeds: Tensors): Judgement {
  const first = judge(network, 'real', real, state, feeds)
  const second = judge(network, 'fake', fake, { ...state, ...first.updates }, feeds)
  return { real: first.logits, fake: second.logits, updates: { ...first.updates, ...second.updates } }
}
