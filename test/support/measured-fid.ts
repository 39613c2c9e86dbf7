/** The feature network that {@link measuredFid} names. */
export const fidFeatures = {
  id: '0123456789abcdef',
  kind: 'classes' as const,
  title: 'MNIST',
  size: 8,
  accuracy: 0.9,
}

/** A Fréchet distance as a run's checkpoint at a step was measured. */
export const measuredFid = (step: number, value: number, samples = 1000) => ({
  quantity: 'fid' as const,
  value,
  error: null,
  step,
  checkpoint: `step-${step}`,
  features: fidFeatures,
  samples,
  dataset: 'mnist',
  split: 'train' as const,
  seed: 0,
  at: step,
})
