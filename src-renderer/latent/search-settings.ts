import type { InversionSettings } from '@shared/latent/inversion'

/** What of a search a person chooses. */
export type SearchSettings = Pick<InversionSettings, 'restarts' | 'steps' | 'featureWeight'>

/** A number of a search, its bounds, and whether it is a whole one. */
export interface SearchField {
  readonly key: keyof SearchSettings
  readonly label: string
  readonly title?: string
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

/** The fields in the order in which they are shown. */
export const searchFields: readonly SearchField[] = [
  { key: 'restarts', label: 'Restarts', least: 1, most: 64, whole: true },
  { key: 'steps', label: 'Steps', least: 1, most: 5000, whole: true },
  {
    key: 'featureWeight',
    label: 'Weight of features',
    title: 'Of the dataset’s feature network, which a measurement trains. 0 compares pixels alone.',
    least: 0,
    most: 100,
    whole: false,
  },
]
