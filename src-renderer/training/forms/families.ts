import type { Family } from '@shared/architecture/spec'
import type { ConfigOf } from '@shared/families/registry'
import { type AdversarialForm, adversarialForm, type adversarialPaths } from './adversarial'
import { type AutoencoderForm, autoencoderForm, type autoencoderPaths } from './autoencoder'
import type { FamilyForm } from './family-form'
import { type VariationalForm, variationalForm, type variationalPaths } from './variational'

interface FormByFamily {
  adversarial: AdversarialForm
  autoencoder: AutoencoderForm
  variational: VariationalForm
}

/** The form of the settings that belong to a family `F` alone. */
export type OwnForm<F extends Family = Family> = { [P in F]: FormByFamily[P] & { family: P } }[F]

const forms: { readonly [F in Family]: FamilyForm<ConfigOf<F>, OwnForm<F>> } = {
  adversarial: adversarialForm,
  autoencoder: autoencoderForm,
  variational: variationalForm,
}

/** A path that has a field in the form of some family. */
export type OwnPath =
  | (typeof adversarialPaths)[number]
  | (typeof autoencoderPaths)[number]
  | (typeof variationalPaths)[number]

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
