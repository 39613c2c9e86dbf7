/** A curve that stands for a way in which training goes: values from 0 to 1 at equal steps. */
export interface ExampleCurves {
  readonly id: 'healthy' | 'collapse' | 'saturated'
  readonly title: string
  /** What is to be seen in it, and what helps. */
  readonly text: string
  /** D(x), what the discriminator makes of real images. */
  readonly real: readonly number[]
  /** D(G(z)), what it makes of generated ones. */
  readonly fake: readonly number[]
}

/** Points of each curve. */
export const examplePoints = 49

/** A smooth wobble without a random number: sines whose periods have no common one. */
const wobble = (x: number, phase: number): number =>
  (Math.sin(17 * x + phase) + Math.sin(31.4 * x + 2.1 * phase) + Math.sin(53.9 * x + 0.7 * phase)) / 3

/** Values at equal steps of x from 0 to 1, kept between 0 and 1. */
const drawn = (value: (x: number) => number): readonly number[] =>
  Array.from({ length: examplePoints }, (_, i) => Math.min(1, Math.max(0, value(i / (examplePoints - 1)))))

/** 0 at the start, 1 at the end, from `from` on within about a tenth. */
const change = (x: number, from: number): number => 1 / (1 + Math.exp(-(x - from - 0.05) * 50))

/** The ways to recognise from D(x) and D(G(z)), the healthy one first. */
export const exampleCurves: readonly ExampleCurves[] = [
  {
    id: 'healthy',
    title: 'Healthy',
    text: 'D(x) stays above D(G(z)), both move, and they draw slowly nearer to ½. The images get better while the losses stay level.',
    real: drawn((x) => 0.62 + 0.26 * Math.exp(-4 * x) + 0.06 * wobble(x, 1)),
    fake: drawn((x) => 0.36 - 0.24 * Math.exp(-4 * x) + 0.06 * wobble(x, 2.6)),
  },
  {
    id: 'collapse',
    title: 'Mode collapse',
    text: 'The curves begin to swing together, wide and in time, while the images become all alike. Go back to a checkpoint from before, and lower the generator’s rate or take a gradient penalty.',
    real: drawn((x) => 0.64 + 0.2 * Math.exp(-5 * x) + (0.04 + 0.26 * change(x, 0.4)) * Math.sin(46 * x)),
    fake: drawn((x) => 0.34 - 0.2 * Math.exp(-5 * x) + (0.04 + 0.3 * change(x, 0.4)) * Math.sin(46 * x - 2.4)),
  },
  {
    id: 'saturated',
    title: 'Saturated discriminator',
    text: 'D(x) sits at 1 and D(G(z)) at 0: the discriminator is always right and the generator learns nothing more. Lower its rate, smooth its labels, or add noise to its images.',
    real: drawn((x) => 0.66 + 0.33 * change(x, 0.28) + 0.05 * (1 - change(x, 0.28)) * wobble(x, 1)),
    fake: drawn((x) => 0.36 - 0.35 * change(x, 0.28) + 0.05 * (1 - change(x, 0.28)) * wobble(x, 2.6)),
  },
]

/** The `points` of an SVG polyline in a box of `width` × `height`, y upwards. */
export const polyline = (values: readonly number[], width: number, height: number): string =>
  values
    .map((value, i) => `${((i / (values.length - 1)) * width).toFixed(1)},${((1 - value) * height).toFixed(1)}`)
    .join(' ')
