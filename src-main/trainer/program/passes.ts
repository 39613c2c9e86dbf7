import { concat, reshape, slice, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network } from '../nets/network'
import { maskName } from './feeds'

/** A training pass through G: images in [−1, 1]. */
export const generate = (generator: Network, state: Tensors, feeds: Tensors) =>
  applyNetwork(generator, {
    mode: 'training',
    output: 'as-built',
    state,
    source: () => pick(feeds, 'z'),
    mask: (layer) => pick(feeds, maskName('generator', layer)),
  })

/** A training pass through D: one logit for each image, [batch]. `pass` names its masks. */
export function judge(discriminator: Network, pass: string, images: Tensor, state: Tensors, feeds: Tensors) {
  const { output, updates } = applyNetwork(discriminator, {
    mode: 'training',
    output: 'logits',
    state,
    source: () => images,
    mask: (layer) => pick(feeds, maskName(pass, layer)),
  })
  return { logits: reshape(output, [output.size]), updates }
}

/** The logits of a real and a fake batch, [batch] each, and the new running statistics. */
export interface Judgement {
  readonly real: Tensor
  readonly fake: Tensor
  readonly updates: Tensors
}

/** Real and fake images as one batch. */
export function judgeTogether(network: Network, real: Tensor, fake: Tensor, state: Tensors, feeds: Tensors): Judgement {
  const count = real.shape[0] ?? 0
  const { logits, updates } = judge(network, 'both', concat([real, fake]), state, feeds)
  return { real: slice(logits, [0], [count]), fake: slice(logits, [count], [count]), updates }
}

/** Two batches one after the other: the second finds the running statistics that the first left. */
export function judgeApart(network: Network, real: Tensor, fake: Tensor, state: Tensors, feeds: Tensors): Judgement {
  const first = judge(network, 'real', real, state, feeds)
  const second = judge(network, 'fake', fake, { ...state, ...first.updates }, feeds)
  return { real: first.logits, fake: second.logits, updates: { ...first.updates, ...second.updates } }
}
