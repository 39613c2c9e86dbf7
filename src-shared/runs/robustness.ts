import { z } from 'zod'

/** How a classifier did on held-out images after a step, attacked with more and more force. */
export const Robustness = z.object({
  step: z.int().nonnegative(),
  /** Images that the accuracies are of. */
  images: z.int().positive(),
  /** ε as a share of the way from black to white, with the share of images whose class is still found. */
  points: z.array(z.object({ epsilon: z.number(), accuracy: z.number().min(0).max(1) })),
  /** The images of the step's picture in their order: their class, and what the network takes each for before and after the attack. */
  examples: z.array(
    z.object({ label: z.int().nonnegative(), clean: z.int().nonnegative(), attacked: z.int().nonnegative() }),
  ),
})
export type Robustness = z.infer<typeof Robustness>

/** Measurements in the order of their steps with one more; one of the same step is replaced. */
export const withRobustness = (all: readonly Robustness[], added: Robustness): Robustness[] =>
  [...all.filter(({ step }) => step !== added.step), added].sort((a, b) => a.step - b.step)
