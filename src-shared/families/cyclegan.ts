import type { CycleConfig } from '../runs/cycle-config'
import type { FamilyDefinition } from './definition'

export const cyclegan: FamilyDefinition<CycleConfig> = {
  title: 'Translation',
  summary:
    'Two generators translate between two kinds of images, each judged by a discriminator and undone by the other.',
  headline: ['generatorLoss', 'discriminatorLoss', 'cycleLoss'],
  charts: ({ identity }) => [
    {
      title: 'Losses',
      summary: 'Adversarial losses by step, the sum of both directions',
      series: [
        { metric: 'generatorLoss', style: 0 },
        { metric: 'discriminatorLoss', style: 1 },
      ],
      references: false,
      test: 'loss-chart',
    },
    {
      title: 'Cycle and identity',
      summary: 'Mean distance of an image from its way there and back, and from its translation into what it is',
      series: [
        { metric: 'cycleLoss', style: 0 },
        ...(identity > 0 ? [{ metric: 'identityLoss', style: 1 } as const] : []),
      ],
      references: false,
      test: 'cycle-chart',
    },
  ],
  pictures: () => ['translations-from-a', 'translations-from-b'],
  sampler: null,
  measurable: false,
  batchesPerStep: () => 1,
  // A generator's step holds the values of six passes through generators and of two through discriminators.
  valueCopies: () => 4,
  problems: ({ domains, dataset }) => {
    if (!('other' in domains)) {
      return domains.a === domains.b ? [{ path: 'domains.b', message: 'is the class of domain A; choose another' }] : []
    }
    const { id, split } = domains.other
    if (id !== dataset.id || split !== dataset.split) return []
    return [{ path: 'domains.other', message: 'is what domain A is; choose another' }]
  },
}
