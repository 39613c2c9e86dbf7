import { z } from 'zod'
import type { WeightSpec } from '../layer'

/** Divides the kernel by its largest singular value (Miyato et al. 2018), found by one power iteration for each pass in training. */
export const SpectralNormalisation = z.boolean().optional()

/** The left singular vector that the power iteration goes on from: state that no optimiser changes. */
export const singularVector = (outputs: number): WeightSpec => ({
  name: 'singular',
  shape: [outputs],
  initialiser: { type: 'normal', mean: 0, deviation: 1 },
  fanIn: outputs,
  fanOut: outputs,
  trainable: false,
})
