import type { Latent } from '@shared/architecture/spec'
import type { FeedSpec, Phase, Program } from '../compute/engine'

/** What a feed is filled with. */
export type FeedSource =
  /** Images of the dataset, or of one class of it; with `flip` each is mirrored with probability ½. */
  | { readonly type: 'images'; readonly flip: boolean; readonly ofClass?: number }
  | { readonly type: 'latent'; readonly prior: Latent['prior'] }
  /** Labels of the images that go with them: a 1 at the class of each. */
  | { readonly type: 'labels' }
  /** Labels of classes that are equally likely. */
  | { readonly type: 'random-labels'; readonly classes: number }
  /** Zeros with probability `rate`, else 1 / (1 − rate). */
  | { readonly type: 'mask'; readonly rate: number }
  /** Uniform over [low, high). */
  | { readonly type: 'uniform'; readonly low: number; readonly high: number }
  /** Normal; the deviation falls in a straight line to 0 at the update `fadesAt` of the phase, or stays where that is 0. */
  | { readonly type: 'normal'; readonly deviation: number; readonly fadesAt: number }
  /** Matrices that move rows by up to `most`; see `augment-draws.ts`. */
  | { readonly type: 'shift'; readonly most: number }
  /** Masks with a hole of a share of the image's sides; see `augment-draws.ts`. */
  | { readonly type: 'cutout'; readonly share: number }
  /** Which places of the image pool `pool` of `size` a batch is exchanged with; see `image-pool.ts`. */
  | { readonly type: 'pool-places'; readonly pool: string; readonly size: number; readonly part: 'read' | 'write' }

/** A feed that says what belongs in it. */
export interface PlannedFeed extends FeedSpec {
  readonly source: FeedSource
  /** The feed holds what a feed of this name held in the last update of another phase before it. */
  readonly repeats?: string
}

/** A phase whose feeds say what belongs in them. */
export interface PlannedPhase extends Phase {
  readonly feeds: readonly PlannedFeed[]
  /** Whether a step has an update of this phase for each of its batches, or one. Each update has feeds of its own. */
  readonly updates: 'each-batch' | 'once'
}

/** The computation of a run. */
export interface TrainingProgram extends Program {
  readonly phases: readonly PlannedPhase[]
}
