import type { CycleConfig } from '@shared/runs/cycle-config'
import type { FamilyForm } from './family-form'
import type { Entry } from './options'

/** The settings of a translation as they are edited. */
export interface CycleForm {
  family: 'cyclegan'
  a: number
  b: number
  cycle: Entry
  identity: Entry
  imagePool: Entry
  flip: boolean
}

export const cyclePaths = ['domains.a', 'domains.b', 'cycle', 'identity', 'imagePool', 'flip'] as const

export const cycleForm: FamilyForm<CycleConfig, CycleForm> = {
  formOf: ({ family, domains, cycle, identity, imagePool, flip }) => ({
    family,
    ...domains,
    cycle,
    identity,
    imagePool,
    flip,
  }),
  settingsOf: ({ a, b, ...settings }) => ({ ...settings, domains: { a, b } }),
  paths: cyclePaths,
}
