import type { Tensors } from '../compute/engine'
import { type LayerContext, pick } from './layer'
import { type SpectralKernel, spectralKernel } from './spectral'

/** The kernel that a layer computes with, and new state that comes of it. */
export const kernelOf = (
  { spectralNormalisation }: { readonly spectralNormalisation?: boolean | undefined },
  weights: Tensors,
  outputAxis: 'last' | 'before-last',
  { training }: Pick<LayerContext, 'training'>,
): SpectralKernel =>
  spectralNormalisation
    ? spectralKernel(weights, outputAxis, training)
    : { kernel: pick(weights, 'kernel'), updates: {} }
