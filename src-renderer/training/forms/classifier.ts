import type { ClassifierConfig } from '@shared/runs/classifier-config'
import type { FamilyForm } from './family-form'
import type { Entry } from './options'

/** The settings of a classifier as they are edited. */
export interface ClassifierForm {
  family: 'classifier'
  /** Empty measures on none. */
  heldOut: string | null
  epsilon: Entry
  share: Entry
  curve: number[]
}

export const classifierPaths = ['heldOut', 'attack.epsilon', 'attack.share'] as const

export const classifierForm: FamilyForm<ClassifierConfig, ClassifierForm> = {
  formOf: ({ heldOut, attack }) => ({ family: 'classifier', heldOut, ...attack, curve: [...attack.curve] }),
  settingsOf: ({ family, heldOut, epsilon, share, curve }) => ({ family, heldOut, attack: { epsilon, share, curve } }),
  paths: classifierPaths,
}
