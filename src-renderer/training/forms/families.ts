import type { Family } from '@shared/architecture/spec'
import type { ConfigOf } from '@shared/families/registry'
import { type AdversarialForm, adversarialForm, type adversarialPaths } from './adversarial'
import { type AutoencoderForm, autoencoderForm, type autoencoderPaths } from './autoencoder'
import { type ClassifierForm, classifierForm, type classifierPaths } from './classifier'
import { type CycleForm, cycleForm, type cyclePaths } from './cyclegan'
import type { FamilyForm } from './family-form'
import { type VariationalForm, variationalForm, type variationalPaths } from './variational'

interface FormByFamily {
  adversarial: AdversarialForm
  autoencoder: AutoencoderForm
  variational: VariationalForm
  classifier: ClassifierForm
  cyclegan: CycleForm
}

/** The form of the settings that belong to a family `F` alone. */
export type OwnForm<F extends Family = Family> = { [P in F]: FormByFamily[P] & { family: P } }[F]

const forms: { readonly [F in Family]: FamilyForm<ConfigOf<F>, OwnForm<F>> } = {
  adversarial: adversarialForm,
  autoencoder: autoencoderForm,
  variational: variationalForm,
  classifier: classifierForm,
  cyclegan: cycleForm,
}

/** A path that has a field in the form of some family. */
export type OwnPath =
  | (typeof adversarialPaths)[number]
  | (typeof autoencoderPaths)[number]
  | (typeof variationalPaths)[number]
  | (typeof classifierPaths)[number]
  | (typeof cyclePaths)[number]

/** The form that stands for what belongs to a config's family. */
export function ownFormOf<F extends Family>(config: ConfigOf<F>): OwnForm<F> {
  return forms[config.family].formOf(config)
}

/** The settings that a form stands for. */
export function ownSettingsOf<F extends Family>(form: OwnForm<F>): Record<string, unknown> {
  return forms[form.family].settingsOf(form)
}

/** The paths that have a field in the form of a family. */
export const ownPathsOf = (family: Family): readonly string[] => forms[family].paths
