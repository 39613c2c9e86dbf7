import { z } from 'zod'

/** How the learning rates of a run change from step to step, discriminated by `type`. */
export const Schedule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant') }),
  /** Falls in a straight line to `final` of itself, from the step `from` (a share of the run) on. */
  z.strictObject({ type: z.literal('linear'), from: z.number().min(0).lt(1), final: z.number().min(0).max(1) }),
  /** Falls along half a cosine to `final` of itself (Loshchilov and Hutter 2017, without restarts). */
  z.strictObject({ type: z.literal('cosine'), final: z.number().min(0).max(1) }),
])
export type Schedule = z.infer<typeof Schedule>

/** A schedule with a rise in a straight line over the first `warmUp` steps. */
export const LearningRateSchedule = z.strictObject({
  warmUp: z.int().min(0).max(1_000_000_000),
  shape: Schedule,
})
export type LearningRateSchedule = z.infer<typeof LearningRateSchedule>

/** How the schedules are presented, and the settings that each starts from. */
export const schedules = {
  constant: { title: 'Constant', defaults: { type: 'constant' } },
  linear: { title: 'Linear', defaults: { type: 'linear', from: 0.5, final: 0 } },
  cosine: { title: 'Cosine', defaults: { type: 'cosine', final: 0 } },
} as const satisfies { readonly [K in Schedule['type']]: { readonly title: string; readonly defaults: Schedule } }

/** The share of the way from `from` to the run's end that is done at a step, in [0, 1]. */
function travelled(step: number, steps: number, from: number): number {
  const start = from * steps
  return Math.min(1, Math.max(0, (step - start) / Math.max(1, steps - start)))
}

function shapeFactor(shape: Schedule, step: number, steps: number): number {
  switch (shape.type) {
    case 'constant':
      return 1
    case 'linear':
      return 1 - (1 - shape.final) * travelled(step, steps, shape.from)
    case 'cosine':
      return shape.final + ((1 - shape.final) * (1 + Math.cos(Math.PI * travelled(step, steps, 0)))) / 2
  }
}

/**
 * What the learning rates of a step are multiplied by, in (0, 1] until the shape has ended at zero.
 * @param step completed steps before it, from 0
 * @param steps steps of the whole run
 */
export function rateFactor({ warmUp, shape }: LearningRateSchedule, step: number, steps: number): number {
  const rise = warmUp === 0 ? 1 : Math.min(1, (step + 1) / warmUp)
  return rise * shapeFactor(shape, step, steps)
}
