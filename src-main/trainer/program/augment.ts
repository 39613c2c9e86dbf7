import type { ImageShape } from '@shared/architecture/spec'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import { add, matMul, mean, mul, reshape, sub, type Tensor, transpose } from '@tensorflow/tfjs-core'
import type { Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import type { FeedSource, PlannedFeed } from './planned'

/** Which images are augmented. */
type Pass = 'real' | 'fake'

const name = (pass: Pass, what: string) => `augment/${pass}/${what}`

/** As the authors of the method do: shifts by up to an eighth of the image, a square of half its side cut out. */
const SHIFT = 1 / 8
const CUT = 1 / 2

type Policy = AdversarialConfig['augmentation']['differentiable'][number]

/** What one policy draws for each image: name, shape and source. */
function drawsOf(policy: Policy, { height, width }: ImageShape): [string, readonly number[], FeedSource][] {
  const uniform = (low: number, high: number): FeedSource => ({ type: 'uniform', low, high })
  switch (policy) {
    case 'colour':
      return [
        ['brightness', [1, 1, 1], uniform(-0.5, 0.5)],
        ['saturation', [1, 1, 1], uniform(0, 2)],
        ['contrast', [1, 1, 1], uniform(0.5, 1.5)],
      ]
    case 'translation':
      return [
        ['rows', [height, height], { type: 'shift', most: Math.round(height * SHIFT) }],
        ['columns', [width, width], { type: 'shift', most: Math.round(width * SHIFT) }],
      ]
    case 'cutout':
      return [['cutout', [height, width, 1], { type: 'cutout', share: CUT }]]
  }
}

/** What the augmentation of the images of a phase draws (Zhao et al. 2020, “Differentiable augmentation”); none where it is off. */
export const augmentFeeds = (config: AdversarialConfig, passes: readonly Pass[]): PlannedFeed[] =>
  passes.flatMap((pass) =>
    config.augmentation.differentiable.flatMap((policy) =>
      drawsOf(policy, config.architecture.image).map(([what, shape, source]) => ({
        name: name(pass, what),
        shape: [config.batchSize, ...shape],
        type: 'float32' as const,
        source,
      })),
    ),
  )

function recoloured(x: Tensor, pass: Pass, feeds: Tensors): Tensor {
  const of = (what: string) => pick(feeds, name(pass, what))
  const bright = add(x, of('brightness'))
  const grey = mean(bright, 3, true)
  const saturated = add(mul(sub(bright, grey), of('saturation')), grey)
  const middle = mean(saturated, [1, 2, 3], true)
  return add(mul(sub(saturated, middle), of('contrast')), middle)
}

/** Images moved by whole pixels; what comes in from the side is 0. The feeds hold a matrix for each image that moves its rows or columns. */
function translated(x: Tensor, pass: Pass, feeds: Tensors): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
  const rows = matMul(pick(feeds, name(pass, 'rows')), reshape(x, [batch, height, width * channels]))
  const turned = reshape(transpose(reshape(rows, x.shape), [0, 2, 1, 3]), [batch, width, height * channels])
  const columns = matMul(pick(feeds, name(pass, 'columns')), turned)
  return transpose(reshape(columns, [batch, width, height, channels]), [0, 2, 1, 3])
}

function applied(x: Tensor, policy: Policy, pass: Pass, feeds: Tensors): Tensor {
  switch (policy) {
    case 'colour':
      return recoloured(x, pass, feeds)
    case 'translation':
      return translated(x, pass, feeds)
    case 'cutout':
      return mul(x, pick(feeds, name(pass, 'cutout')))
  }
}

/** Images as D gets to see them: each with colours, place and a hole of its own. Derivatives go through all of it. */
export const augmented = ({ augmentation }: AdversarialConfig, images: Tensor, pass: Pass, feeds: Tensors): Tensor =>
  augmentation.differentiable.reduce((x, policy) => applied(x, policy, pass, feeds), images)
