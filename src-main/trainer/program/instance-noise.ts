import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { add, type Tensor } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { imageShape } from './feeds'
import type { PlannedFeed } from './planned'

/** Which images the noise is for. */
type Pass = 'real' | 'fake'

const feedName = (pass: Pass) => `instance-noise/${pass}`

/** The noise that the images of a phase get before D sees them (Sønderby et al. 2017, section 3); none where it is off. */
export function instanceNoiseFeeds(
  config: AdversarialConfig,
  passes: readonly Pass[],
  updatesPerStep: number,
): PlannedFeed[] {
  const { deviation, fade } = config.instanceNoise
  if (deviation === 0) return []
  return passes.map((pass) => ({
    name: feedName(pass),
    shape: imageShape(config.architecture.image, config.batchSize),
    type: 'float32',
    source: { type: 'normal', deviation, fadesAt: fade * updatesPerStep },
  }))
}

/** Images as D gets to see them. */
export const noisy = (config: AdversarialConfig, images: Tensor, pass: Pass, feeds: Tensors): Tensor =>
  config.instanceNoise.deviation === 0 ? images : add(images, pick(feeds, feedName(pass)))
