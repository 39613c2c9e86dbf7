import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Engine, Executor } from '../src-main/trainer/compute/engine'
import { threadCount } from '../src-main/trainer/compute/runtime/choose'
import { initialState } from '../src-main/trainer/nets/initial-state'
import { buildProgram } from '../src-main/trainer/program/build'
import type { GanProgram } from '../src-main/trainer/program/planned'
import { stream } from '../src-shared/random/generator'
import type { Model } from './models'

/** Something that takes training steps of one model. */
export interface Contender {
  readonly name: string
  /** Milliseconds until the first step could be taken. */
  readonly preparation: number
  /** Takes steps; the milliseconds of each. */
  steps(count: number): Promise<readonly number[]>
  stop(): void
}

/** Fills all feeds of a step: images, noise and masks. */
function fillFeeds(executor: Executor, program: GanProgram): void {
  for (const phase of program.phases) {
    for (const { name, source } of phase.feeds) {
      const buffer = executor.feeds[phase.name]?.[name]
      const generator = stream(1, `${phase.name}/${name}`)
      if (buffer instanceof Uint8Array) {
        for (let i = 0; i < buffer.length; i++) buffer[i] = generator.below(256)
      } else if (buffer !== undefined && source.type === 'mask') generator.fillDropoutMask(buffer, source.rate)
      else if (buffer !== undefined) generator.fillNormal(buffer)
    }
  }
}

/** An engine of the studio. The feeds stay the same: what is measured is the step. */
export async function engineContender(name: string, engine: Engine, { config }: Model): Promise<Contender> {
  const program = buildProgram(config)
  const state = initialState(config.architecture, 1)
  const start = performance.now()
  const executor = await engine.prepare(program, state)
  const preparation = performance.now() - start
  fillFeeds(executor, program)
  return {
    name,
    preparation,
    async steps(count) {
      const times: number[] = []
      for (let i = 0; i < count; i++) {
        const begin = performance.now()
        for (const phase of program.phases) await executor.run(phase.name)
        times.push(performance.now() - begin)
      }
      return times
    },
    stop: () => executor.dispose(),
  }
}

/** PyTorch in a process of its own, which waits while others are measured. */
export function torchContender(script: string, mode: 'eager' | 'compile', python: string, model: Model): Contender {
  const child = spawn(python, [script, model.torch, String(model.config.batchSize), String(threadCount()), mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    name: `PyTorch ${mode}`,
    preparation: Number.NaN,
    async steps(count) {
      child.stdin.write(`${count}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('PyTorch ended')
      const times: unknown = JSON.parse(value)
      if (!Array.isArray(times)) throw new Error('PyTorch answered something else')
      return times.map(Number)
    },
    stop: () => child.stdin.end(),
  }
}
