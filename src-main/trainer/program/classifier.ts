import { analyseArchitecture } from '@shared/architecture/analysis'
import { sizeOf } from '@shared/architecture/layer'
import type { ClassifierConfig } from '@shared/runs/classifier-config'
import { add, concat, mean, mul, reshape, type Scalar, type Tensor } from '@tensorflow/tfjs-core'
import type { Inference, Tensors } from '../compute/engine'
import { pick } from '../nets/layer'
import { applyNetwork, type Network, networkFrom, type Pass, stateOf, trainableOf } from '../nets/network'
import { crossEntropy, hits } from '../objectives/classification'
import { attacked } from './attack'
import type { ProgramBuilder } from './builder'
import { drawFeeds, drawn, imageShape, realFeed, scaled } from './feeds'
import { labelFeeds } from './labels'
import type { PlannedFeed, PlannedPhase } from './planned'

const IMAGES = 'real'
const LABELS = 'labels/real'
const EPSILON = 'epsilon'
const ATTACKED = 'attacked'

/** Images in a batch of the measurement under attack. */
export const MEASURED_BATCH = 100

/** The inferences of a classifier and their feeds. */
export const classifierInferences = {
  /** Attacked images with what the network makes of them: [count, pixels + 2 · classes]. */
  attacks: 'attacks',
  /** Whether the class of each attacked image is still found, [MEASURED_BATCH]. */
  measured: 'measured',
  images: IMAGES,
  labels: LABELS,
  epsilon: EPSILON,
} as const

const batchFeeds = ({ image, classes }: ClassifierConfig['architecture'], count: number): PlannedFeed[] => [
  realFeed(image, count, false),
  ...labelFeeds({ classes }, 'real', count),
]

const logits = (network: Network, images: Tensor, pass: Pick<Pass, 'mode' | 'state' | 'drawn'>) =>
  applyNetwork(network, { ...pass, output: 'as-built', source: () => images })

function phaseOf(config: ClassifierConfig, network: Network): PlannedPhase {
  const { architecture, batchSize, gradientClipping, attack } = config
  const attacks = attack.share > 0
  const training = (pass: string, state: Tensors, feeds: Tensors) =>
    ({ mode: 'training', state, drawn: drawn(network, pass, feeds) }) as const
  return {
    name: 'classifier',
    updates: 'each-batch',
    trains: trainableOf(network),
    optimiser: config.optimisers.classifier,
    ...(gradientClipping === null ? {} : { clipGradients: gradientClipping }),
    feeds: [
      ...batchFeeds(architecture, batchSize),
      ...(attacks ? ['attack', 'clean', 'attacked'] : ['clean']).flatMap((pass) =>
        drawFeeds(network, { pass, count: batchSize }),
      ),
    ],
    ...(attacks
      ? {
          given: (state: Tensors, feeds: Tensors) => {
            const labels = pick(feeds, LABELS)
            const loss = (images: Tensor) =>
              crossEntropy(logits(network, images, training('attack', state, feeds)).output, labels)
            return { [ATTACKED]: attacked(scaled(pick(feeds, IMAGES)), attack.epsilon, loss) }
          },
        }
      : {}),
    compute(state, feeds) {
      const labels = pick(feeds, LABELS)
      const clean = logits(network, scaled(pick(feeds, IMAGES)), training('clean', state, feeds))
      const loss = crossEntropy(clean.output, labels)
      const measures = { classifierLoss: loss, accuracy: mean<Scalar>(hits(clean.output, labels)) }
      if (!attacks) return { loss, measures, updates: clean.updates }
      const later = { ...state, ...clean.updates }
      const misled = logits(network, pick(feeds, ATTACKED), training('attacked', later, feeds))
      const attackedLoss = crossEntropy(misled.output, labels)
      return {
        loss: add<Scalar>(mul<Scalar>(loss, 1 - attack.share), mul<Scalar>(attackedLoss, attack.share)),
        measures: { ...measures, attackedLoss, attackedAccuracy: mean<Scalar>(hits(misled.output, labels)) },
        updates: { ...clean.updates, ...misled.updates },
      }
    },
  }
}

/** The network as it is used, and attacked: dropout off, running statistics as they are. */
function inUse(network: Network, state: Tensors) {
  const judge = (images: Tensor) =>
    logits(network, images, {
      mode: 'inference',
      state,
      drawn: () => {
        throw new Error('nothing is drawn but in training')
      },
    }).output
  return {
    judge,
    attack: (images: Tensor, labels: Tensor, epsilon: number | Tensor) =>
      attacked(images, epsilon, (moved) => crossEntropy(judge(moved), labels)),
  }
}

function attacksOf({ architecture, attack }: ClassifierConfig, network: Network, count: number): Inference {
  const { image, classes } = architecture
  const pixels = sizeOf(imageShape(image, 1))
  return {
    name: classifierInferences.attacks,
    feeds: batchFeeds(architecture, count),
    output: [count, pixels + 2 * classes],
    compute(state, feeds) {
      const { judge, attack: misled } = inUse(network, state)
      const images = scaled(pick(feeds, IMAGES))
      const after = misled(images, pick(feeds, LABELS), attack.epsilon)
      return concat([reshape(after, [count, pixels]), judge(images), judge(after)], 1)
    },
  }
}

function measuredOf({ architecture }: ClassifierConfig, network: Network): Inference {
  return {
    name: classifierInferences.measured,
    feeds: [...batchFeeds(architecture, MEASURED_BATCH), { name: EPSILON, shape: [1, 1, 1, 1], type: 'float32' }],
    output: [MEASURED_BATCH],
    compute(state, feeds) {
      const { judge, attack } = inUse(network, state)
      const labels = pick(feeds, LABELS)
      return hits(judge(attack(scaled(pick(feeds, IMAGES)), labels, pick(feeds, EPSILON))), labels)
    },
  }
}

/** The phase `classifier`, and inferences that attack the network. */
export const classifierProgram: ProgramBuilder<ClassifierConfig> = {
  program(config, count) {
    const network = networkFrom(analyseArchitecture(config.architecture).classifier)
    return {
      state: stateOf(network),
      phases: [phaseOf(config, network)],
      inferences: [attacksOf(config, network, count), measuredOf(config, network)],
    }
  },
  extraState: () => ({}),
}
