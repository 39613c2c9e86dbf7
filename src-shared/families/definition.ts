import type { NetworkRole } from '../architecture/spec'
import type { Problem } from '../contract/errors'
import type { TermId } from '../glossary/terms'
import type { MetricName } from '../runs/metrics'
import type { PictureKind } from '../runs/pictures'

/** One chart of a run: series that share an axis. */
export interface FamilyChart {
  readonly title: string
  /** What it shows in a sentence, for those who cannot see it. */
  readonly summary: string
  /** With the place of its style: 0 for the first network, 1 for the one that it plays against, 2 for what both make. */
  readonly series: readonly { readonly metric: MetricName; readonly style: 0 | 1 | 2 }[]
  /** Whether the lines worth drawing that its first series has are drawn. */
  readonly references: boolean
  /** How tests find it. */
  readonly test: string
  /** Explained beside its title. */
  readonly terms?: readonly TermId[]
}

/** What the studio knows of a family of systems. `Config` is the config of its runs. All functions are pure. */
export interface FamilyDefinition<Config> {
  readonly title: string
  /** One line for lists and help. */
  readonly summary: string
  /** The metrics by which a run is told in one line, the most important first. */
  readonly headline: readonly MetricName[]
  charts(config: Config): readonly FamilyChart[]
  /** The pictures that are drawn at each sampling step; the first stands for the run in lists and films. */
  pictures(config: Config): readonly [PictureKind, ...PictureKind[]]
  /** The network that makes images of latents, where there is a latent space to explore. */
  readonly sampler: NetworkRole | null
  /** Whether generated images can be measured against real ones. */
  readonly measurable: boolean
  /** Batches of images that one step takes. */
  batchesPerStep(config: Config): number
  /** How often the values of its layers are held beside what a plain step holds. */
  valueCopies(config: Config): number
  /** What does not go together in a config that parsed. */
  problems(config: Config): Problem[]
}
