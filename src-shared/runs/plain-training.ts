/** The settings of training that are off until they are wanted: no penalty, no noise, no clipping, no average. */
export const plainTraining = {
  penalty: { type: 'none' as const },
  labelSmoothing: 0,
  instanceNoise: { deviation: 0, fade: 0 },
  pixelTerm: 0,
  augmentation: { flip: false, differentiable: [] },
  fakeBatch: 'fresh' as const,
  imagePool: 0,
  learningRateSchedule: { warmUp: 0, shape: { type: 'constant' as const } },
  gradientClipping: null,
  weightClipping: null,
  generatorAverage: null,
}
