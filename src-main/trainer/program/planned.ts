import type { FeedSpec, Phase, Program } from '../compute/engine'

/** What a feed is filled with. */
export type FeedSource =
  | { readonly type: 'images' }
  | { readonly type: 'latent' }
  /** Zeros with probability `rate`, else 1 / (1 − rate). */
  | { readonly type: 'mask'; readonly rate: number }

/** A feed that says what belongs in it. */
export interface PlannedFeed extends FeedSpec {
  readonly source: FeedSource
}

/** The updates of an adversarial training step, in this order. */
export type PhaseName = 'discriminator' | 'generator'

/** A phase whose feeds say what belongs in them. */
export interface PlannedPhase extends Phase {
  readonly name: PhaseName
  readonly feeds: readonly PlannedFeed[]
}

/** The computation of an adversarial run. */
export interface GanProgram extends Program {
  readonly phases: readonly PlannedPhase[]
}
