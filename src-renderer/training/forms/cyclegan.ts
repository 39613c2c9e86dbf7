import type { CycleConfig } from '@shared/runs/cycle-config'
import type { FamilyForm } from './family-form'
import type { Entry } from './options'

/** The settings of a translation as they are edited. */
export interface CycleForm {
  family: 'cyclegan'
  /** What the two kinds of images are. */
  between: 'classes' | 'datasets'
  a: number
  b: number
  /** The dataset that is domain B, and its split; null where none is chosen. */
  other: string | null
  otherSplit: string
  cycle: Entry
  identity: Entry
  imagePool: Entry
  flip: boolean
}

export const cyclePaths = ['domains.a', 'domains.b', 'domains.other', 'cycle', 'identity', 'imagePool', 'flip'] as const

function domainsForm(domains: CycleConfig['domains']): Pick<CycleForm, 'between' | 'a' | 'b' | 'other' | 'otherSplit'> {
  return 'other' in domains
    ? { between: 'datasets', a: 0, b: 1, other: domains.other.id, otherSplit: domains.other.split }
    : { between: 'classes', ...domains, other: null, otherSplit: 'train' }
}

export const cycleForm: FamilyForm<CycleConfig, CycleForm> = {
  formOf: ({ family, domains, cycle, identity, imagePool, flip }) => ({
    family,
    ...domainsForm(domains),
    cycle,
    identity,
    imagePool,
    flip,
  }),
  settingsOf: ({ between, a, b, other, otherSplit, ...settings }) => ({
    ...settings,
    domains: between === 'classes' ? { a, b } : { other: { id: other, split: otherSplit } },
  }),
  paths: cyclePaths,
}
