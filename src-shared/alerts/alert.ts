import { z } from 'zod'
import { Timestamp } from '../contract/id'

/** What can go wrong with a run. */
export const alertKinds = [
  'mode-collapse',
  'saturated-discriminator',
  'vanishing-gradient',
  'divergence',
  'not-finite',
] as const
export const AlertKind = z.enum(alertKinds)
export type AlertKind = z.infer<typeof AlertKind>

/** Something that went wrong with a run, from a step on; kind and step identify it within the run. */
export const Alert = z.object({
  kind: AlertKind,
  /** The step at which it was seen. */
  step: z.int().nonnegative(),
  /** The step at which it began, as far as can be told: a good checkpoint is one before it. */
  since: z.int().nonnegative(),
  at: Timestamp,
  /** What was seen, with its numbers, one sentence. */
  detail: z.string(),
  /** The step at which it was over; null while it lasts. */
  cleared: z.int().nonnegative().nullable(),
})
export type Alert = z.infer<typeof Alert>

/** How alerts are told: what it is, and what to do about it. */
export const alertWords: { readonly [K in AlertKind]: { readonly title: string; readonly advice: string } } = {
  'mode-collapse': {
    title: 'The generator’s images are nearly all alike',
    advice:
      'Go back to a checkpoint from before. A lower learning rate for the generator, a Wasserstein objective with gradient penalty, or a larger batch helps against it.',
  },
  'saturated-discriminator': {
    title: 'The discriminator is always right',
    advice:
      'The generator learns little from a discriminator that it cannot deceive. Train the discriminator less: a lower learning rate, dropout, label smoothing or instance noise; or use the non-saturating or a Wasserstein objective.',
  },
  'vanishing-gradient': {
    title: 'The generator gets no gradient',
    advice:
      'Its weights no longer move. Go back to a checkpoint from before, lower the learning rates, and avoid the minimax objective while the discriminator is far ahead.',
  },
  divergence: {
    title: 'The losses run away',
    advice: 'Go back to a checkpoint from before and lower the learning rates, or clip the gradients.',
  },
  'not-finite': {
    title: 'Numbers are no longer finite',
    advice: 'The run was stopped. Go back to the last checkpoint, which is good, and lower the learning rates.',
  },
}

/** The alerts with one more, or with a newer state of one, in the order of their steps. */
export function withAlert(alerts: readonly Alert[], alert: Alert): Alert[] {
  const others = alerts.filter(({ kind, step }) => kind !== alert.kind || step !== alert.step)
  const end = others.findLastIndex(({ step }) => step <= alert.step) + 1
  return [...others.slice(0, end), alert, ...others.slice(end)]
}

/** The newest of the things, which are in the order of their steps, that is from before an alert began. */
export const lastBefore = <T extends { readonly step: number }>(items: readonly T[], { since }: Alert): T | undefined =>
  items.findLast(({ step }) => step < since)
