import { z } from 'zod'

/** What the networks are trained to minimise, discriminated by `type`. */
export const Objective = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('non-saturating') }),
  z.strictObject({ type: z.literal('minimax') }),
  z.strictObject({ type: z.literal('least-squares') }),
  z.strictObject({ type: z.literal('hinge') }),
  z.strictObject({ type: z.literal('wasserstein') }),
])
export type Objective = z.infer<typeof Objective>
export type ObjectiveType = Objective['type']

/** How an objective is presented, and what it takes D's output for. */
export interface ObjectiveInfo {
  readonly title: string
  readonly summary: string
  /** `probability`: D’s output is a logit, and a final sigmoid is left to the loss. `score`: any number, with no sigmoid after it. */
  readonly output: 'probability' | 'score'
  /** Whether it has a target for real images that can be smoothed. */
  readonly smoothable: boolean
}

export const objectives: { readonly [K in ObjectiveType]: ObjectiveInfo } = {
  'non-saturating': {
    title: 'Non-saturating',
    summary: 'D tells real from fake; G maximises log D(G(z)) (Goodfellow et al. 2014).',
    output: 'probability',
    smoothable: true,
  },
  minimax: {
    title: 'Minimax',
    summary: 'The original saturating game: G minimises log(1 − D(G(z))) (Goodfellow et al. 2014).',
    output: 'probability',
    smoothable: true,
  },
  'least-squares': {
    title: 'Least squares',
    summary: 'D’s output is drawn to 1 for real images and to 0 for fakes, by its squared distance (Mao et al. 2017).',
    output: 'score',
    smoothable: true,
  },
  hinge: {
    title: 'Hinge',
    summary: 'D learns until real images score above 1 and fakes below −1 (Lim and Ye 2017, Miyato et al. 2018).',
    output: 'score',
    smoothable: false,
  },
  wasserstein: {
    title: 'Wasserstein',
    summary:
      'A critic estimates the distance between real and fake images (Arjovsky et al. 2017); clip it or penalise it.',
    output: 'score',
    smoothable: false,
  },
}

/** What D is charged for its gradients by its input, discriminated by `type`. */
export const Penalty = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  /** weight · E(‖∇D(x̂)‖ − 1)² at x̂ = εx + (1 − ε)G(z), ε uniform (Gulrajani et al. 2017, Algorithm 1). */
  z.strictObject({ type: z.literal('gradient-penalty'), weight: z.number().gt(0).max(1e6) }),
  /** weight / 2 · E‖∇D(x)‖² at real images (Mescheder et al. 2018, equation 9; their γ is the weight). */
  z.strictObject({ type: z.literal('r1'), weight: z.number().gt(0).max(1e6) }),
])
export type Penalty = z.infer<typeof Penalty>
export type PenaltyType = Penalty['type']

/** How the penalties are presented, and the settings that each starts from. */
export const penalties: {
  readonly [K in PenaltyType]: { readonly title: string; readonly summary: string; readonly defaults: Penalty }
} = {
  none: { title: 'None', summary: 'D’s gradients are free.', defaults: { type: 'none' } },
  'gradient-penalty': {
    title: 'Gradient penalty',
    summary: 'Draws the slope of D between real and fake images to 1 (Gulrajani et al. 2017).',
    defaults: { type: 'gradient-penalty', weight: 10 },
  },
  r1: {
    title: 'R1',
    summary: 'Draws the slope of D at real images to 0 (Mescheder et al. 2018).',
    defaults: { type: 'r1', weight: 10 },
  },
}
