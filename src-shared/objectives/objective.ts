import { z } from 'zod'

/** What the networks are trained to minimise, discriminated by `type`. */
export const Objective = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('non-saturating') }),
  z.strictObject({ type: z.literal('minimax') }),
])
export type Objective = z.infer<typeof Objective>
export type ObjectiveType = Objective['type']

/** How the objectives are presented. */
export const objectives: { readonly [K in ObjectiveType]: { readonly title: string; readonly summary: string } } = {
  'non-saturating': {
    title: 'Non-saturating',
    summary: 'D tells real from fake; G maximises log D(G(z)) (Goodfellow et al. 2014).',
  },
  minimax: {
    title: 'Minimax',
    summary: 'The original saturating game: G minimises log(1 − D(G(z))) (Goodfellow et al. 2014).',
  },
}
