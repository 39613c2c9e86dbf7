import { stream } from '@shared/random/generator'
import type { Executor } from '../compute/engine'
import { fillNoise } from '../noise'
import { fillOneHot } from '../one-hot'
import type { TrainingProgram } from '../program/planned'

/** Fills all feeds of a program with random images, labels and noise, the same each time. */
export function fillFeeds(executor: Executor, program: TrainingProgram): void {
  for (const phase of program.phases) {
    const buffers = executor.feeds[phase.name] ?? {}
    for (const { name, source, shape } of phase.feeds) {
      const buffer = buffers[name]
      const generator = stream(1, `${phase.name}/${name}`)
      if (buffer instanceof Uint8Array) for (let i = 0; i < buffer.length; i++) buffer[i] = generator.below(256)
      else if (buffer !== undefined && source.type === 'labels') {
        const classes = shape[1] ?? 1
        fillOneHot(buffer, classes, () => generator.below(classes))
      }
    }
    fillNoise(phase, buffers, { seed: 1, update: 0 })
  }
  for (const { name } of program.inferences) {
    for (const buffer of Object.values(executor.feeds[name] ?? {})) {
      if (buffer instanceof Float32Array) stream(1, name).fillNormal(buffer)
    }
  }
}
