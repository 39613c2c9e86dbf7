import { join } from 'node:path'
import type { Runtime } from '../compute/runtime/runtime'

/** A model that was loaded through a watched runtime. */
export interface WatchedModel {
  readonly loadingMilliseconds: number
  readonly modelBytes: number
  /** What each run took so far. */
  readonly runs: number[]
  /** Where its profile is once it is released; see `readProfile`. */
  readonly profile: string
}

/**
 * A runtime that notes what loading and running its models takes, in the order in which they are loaded.
 * @param folder where profiles of all operations are written; without it none are, and the times are those of a plain run
 */
export function watchRuntime(runtime: Runtime, folder?: string): { runtime: Runtime; models: readonly WatchedModel[] } {
  const models: WatchedModel[] = []
  return {
    models,
    runtime: {
      ...runtime,
      async load(model, inputs, outputs, options) {
        const start = performance.now()
        const profile = join(folder ?? '', `model-${models.length}`)
        const wishes = folder === undefined ? options : { ...options, profile }
        const loaded = await runtime.load(model, inputs, outputs, wishes)
        const runs: number[] = []
        models.push({
          loadingMilliseconds: performance.now() - start,
          modelBytes: model.byteLength,
          runs,
          profile,
        })
        return {
          async run() {
            const begin = performance.now()
            await loaded.run()
            runs.push(performance.now() - begin)
          },
          release: () => loaded.release(),
        }
      },
    },
  }
}
