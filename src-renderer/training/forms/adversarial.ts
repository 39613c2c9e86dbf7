import { type Objective, type PenaltyType, penalties } from '@shared/objectives/objective'
import type { AdversarialConfig } from '@shared/runs/adversarial-config'
import type { FamilyForm } from './family-form'
import type { Entry } from './options'

/** The settings of an adversarial run as they are edited; an empty limit or decay means that it is off. */
export interface AdversarialForm {
  family: 'adversarial'
  objective: Objective['type']
  discriminatorSteps: Entry
  penalty: { type: PenaltyType; weight: Entry }
  labelSmoothing: Entry
  instanceNoise: { deviation: Entry; fade: Entry }
  pixelTerm: Entry
  augmentation: AdversarialConfig['augmentation']
  fakeBatch: AdversarialConfig['fakeBatch']
  imagePool: Entry
  weightClipping: Entry
  average: { decay: Entry; samples: boolean }
}

export const adversarialPaths = [
  'objective',
  'discriminatorSteps',
  'penalty',
  'labelSmoothing',
  'instanceNoise',
  'pixelTerm',
  'augmentation',
  'fakeBatch',
  'imagePool',
  'weightClipping',
  'generatorAverage',
] as const

export const adversarialForm: FamilyForm<AdversarialConfig, AdversarialForm> = {
  formOf(config) {
    const { penalty, instanceNoise, generatorAverage } = config
    return {
      family: 'adversarial',
      objective: config.objective.type,
      discriminatorSteps: config.discriminatorSteps,
      penalty: { type: penalty.type, weight: penalty.type === 'none' ? 10 : penalty.weight },
      labelSmoothing: config.labelSmoothing,
      instanceNoise: { ...instanceNoise },
      pixelTerm: config.pixelTerm,
      augmentation: { ...config.augmentation, differentiable: [...config.augmentation.differentiable] },
      fakeBatch: config.fakeBatch,
      imagePool: config.imagePool,
      weightClipping: config.weightClipping,
      average: { decay: generatorAverage?.decay ?? null, samples: generatorAverage?.samples ?? true },
    }
  },
  settingsOf({ family, objective, penalty, average, instanceNoise, ...rest }) {
    return {
      ...rest,
      family,
      objective: { type: objective },
      penalty: penalty.type === 'none' ? penalties.none.defaults : { ...penalty },
      instanceNoise: { ...instanceNoise },
      generatorAverage: average.decay === null ? null : { ...average },
    }
  },
  paths: adversarialPaths,
}
