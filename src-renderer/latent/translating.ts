import type { ImageShape } from '@shared/architecture/spec'
import type { Domain } from '@shared/latent/translation'
import type { Run } from '@shared/runs/run'

/** What a kind of images is called, and where images of it are: all of a split, or those of a class. */
export interface DomainImages {
  readonly name: string
  readonly dataset: { readonly id: string; readonly split: string }
  readonly label: number | null
}

/** Generators that translate between two kinds of images. */
export interface Translating {
  readonly run: string
  readonly checkpoint: string
  readonly image: ImageShape
  readonly domains: Readonly<Record<Domain, DomainImages>>
}

/**
 * What a run translates between; undefined for one that does not translate.
 * @param names of the classes of its dataset, and of datasets by their ids
 */
export function translatingOf(
  { id, config }: Pick<Run, 'id' | 'config'>,
  checkpoint: string,
  names: { readonly classes: readonly string[]; readonly datasetName: (id: string) => string },
): Translating | undefined {
  if (config.family !== 'cyclegan') return undefined
  const { dataset: own, domains, architecture } = config
  const ofClass = (label: number) => ({ name: names.classes[label] ?? `Class ${label}`, dataset: own, label })
  const whole = (set: typeof own) => ({ name: names.datasetName(set.id), dataset: set, label: null })
  return {
    run: id,
    checkpoint,
    image: architecture.image,
    domains:
      'other' in domains
        ? { a: whole(own), b: whole(domains.other) }
        : { a: ofClass(domains.a), b: ofClass(domains.b) },
  }
}
