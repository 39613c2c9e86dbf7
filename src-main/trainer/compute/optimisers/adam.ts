import type { Adam } from '@shared/optimisers/optimiser'

/** The numbers of update t, which counts from 1 (Kingma and Ba 2015, Algorithm 1), in double precision. */
export function adamFactors(
  { beta1, beta2 }: Adam,
  learningRate: number,
  update: number,
): { readonly rate: number; readonly root: number } {
  return { rate: learningRate / (1 - beta1 ** update), root: 1 / Math.sqrt(1 - beta2 ** update) }
}
