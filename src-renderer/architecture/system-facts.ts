import { penaltyBlockers } from '@shared/architecture/gradient-penalty'
import { takesPenalty } from '@shared/architecture/roles'
import { memoryOf, memoryOfNetworks } from '@shared/compute/memory'
import { formatBytes } from '../ui/format/bytes'
import type { AnalysedNetwork } from './graph'

/** What follows for the whole architecture, in words. */
export interface SystemFacts {
  /** What training takes of the processor's memory at the batch size; undefined while there are problems or no batch size. */
  readonly memory: string | undefined
  /** Whether a gradient penalty can pass, and why not; undefined where no network judges images. */
  readonly penalty: { readonly passes: boolean; readonly why: string } | undefined
}

/** The facts of networks that were analysed; `batch` null while none is typed. */
export function systemFacts(networks: readonly AnalysedNetwork[], batch: number | null): SystemFacts {
  const sound = networks.every(({ analysis }) => analysis.problems.length === 0)
  const analyses = networks.map(({ analysis }) => analysis)
  const judges = networks.filter(({ role }) => takesPenalty(role))
  const blockers = judges.flatMap(({ network }) => penaltyBlockers(network).map(({ name }) => name))
  return {
    memory: sound && batch !== null ? formatBytes(memoryOf(memoryOfNetworks(analyses), batch)) : undefined,
    penalty: judges.length === 0 ? undefined : { passes: blockers.length === 0, why: whyNot(blockers) },
  }
}

/** So many layers are named. */
const NAMED = 4

/** Why a gradient penalty can pass, or which layers keep it out. */
export function whyNot(blockers: readonly string[]): string {
  if (blockers.length === 0) return 'Nothing mixes the images of a batch'
  const named = blockers.slice(0, NAMED).join(', ')
  const more = blockers.length - NAMED
  if (more > 0) return `${named} and ${more} more mix the images of a batch`
  return `${named} ${blockers.length === 1 ? 'mixes' : 'mix'} the images of a batch`
}
