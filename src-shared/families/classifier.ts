import type { Problem } from '../contract/errors'
import type { ClassifierConfig } from '../runs/classifier-config'
import type { FamilyDefinition } from './definition'
import { finalActivation } from './layers-in'

/** An end that squeezes what the softmax takes, and a split that would be measured on what it was trained on. */
function classifierProblems({ architecture, heldOut, dataset }: ClassifierConfig): Problem[] {
  const { classifier } = architecture.networks
  const problems: Problem[] = []
  const squeezed = finalActivation(classifier)
  if (squeezed !== undefined) {
    const message = 'is an activation at the end, where the softmax of the loss wants any number; remove it'
    problems.push({ path: `architecture.networks.classifier.layers.${squeezed}`, message })
  }
  if (heldOut === dataset.split) {
    problems.push({ path: 'heldOut', message: `is ${heldOut}, which is trained on; choose another split` })
  }
  return problems
}

export const classifier: FamilyDefinition<ClassifierConfig> = {
  title: 'Classifier',
  summary: 'A network learns which class an image is of, and is attacked with images made to mislead it.',
  headline: ['classifierLoss', 'accuracy', 'attackedAccuracy'],
  charts: ({ attack }) => {
    const attacked = attack.share > 0
    return [
      {
        title: 'Losses',
        summary: 'Cross-entropy by step',
        series: [
          { metric: 'classifierLoss', style: 0 },
          ...(attacked ? [{ metric: 'attackedLoss', style: 1 } as const] : []),
        ],
        references: false,
        test: 'loss-chart',
      },
      {
        title: 'Accuracy in training',
        summary: 'Share of each batch that is classified rightly, by step',
        series: [
          { metric: 'accuracy', style: 0 },
          ...(attacked ? [{ metric: 'attackedAccuracy', style: 1 } as const] : []),
        ],
        references: false,
        test: 'accuracy-chart',
      },
    ]
  },
  pictures: () => ['attacks'],
  sampler: null,
  measurable: false,
  batchesPerStep: () => 1,
  // The pass that finds the attack, and the one over the attacked images.
  valueCopies: ({ attack }) => (attack.share > 0 ? 3 : 1),
  problems: classifierProblems,
}
