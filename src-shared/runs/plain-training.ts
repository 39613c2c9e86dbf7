/** The settings of training that are off until they are wanted: no penalty, no noise, no clipping, no average. */
export const plainTraining = {
  penalty: { type: 'none' },
  labelSmoothing: 0,
  instanceNoise: { deviation: 0, fade: 0 },
  pixelTerm: 0,
  fakeBatch: 'fresh',
  imagePool: 0,
  learningRateSchedule: { warmUp: 0, shape: { type: 'constant' } },
  gradientClipping: null,
  weightClipping: null,
  generatorAverage: null,
} as const
