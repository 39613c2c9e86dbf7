/** The settings of training that are off until they are wanted: a constant learning rate, no clipping, no average. */
export const plainTraining = {
  learningRateSchedule: { warmUp: 0, shape: { type: 'constant' } },
  gradientClipping: null,
  weightClipping: null,
  generatorAverage: null,
} as const
