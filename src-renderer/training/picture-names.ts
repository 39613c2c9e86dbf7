import type { Dataset } from '@shared/datasets/dataset'
import type { RunConfig } from '@shared/runs/config'
import { type DomainNames, plainDomains } from '@shared/runs/picture-words'

/** What the domains of a run are called: classes or datasets, and A and B where they are not known. */
export function domainNames(config: RunConfig, datasets: readonly Dataset[]): DomainNames {
  if (config.family !== 'cyclegan') return plainDomains
  const { domains } = config
  const own = datasets.find(({ id }) => id === config.dataset.id)
  if ('other' in domains) {
    const other = datasets.find(({ id }) => id === domains.other.id)
    return { a: own?.name ?? plainDomains.a, b: other?.name ?? plainDomains.b }
  }
  return { a: own?.classes[domains.a] ?? plainDomains.a, b: own?.classes[domains.b] ?? plainDomains.b }
}
