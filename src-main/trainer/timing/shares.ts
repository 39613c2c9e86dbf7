import { Session } from 'node:inspector'
import type { StepShares } from '@shared/compute/compile-report'
import { z } from 'zod'

/** Between two looks at what the thread does, in microseconds. */
const INTERVAL = 250

const Profile = z.object({
  nodes: z.array(z.object({ id: z.int(), callFrame: z.object({ functionName: z.string(), url: z.string() }) })),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
})

/** What a sample of V8's profiler stands for. */
function kindOf({ functionName, url }: { readonly functionName: string; readonly url: string }): keyof StepShares {
  if (functionName === '(idle)') return 'runtime'
  if (functionName === '(program)' || url.startsWith('wasm:')) return 'native'
  // A native function that JavaScript calls has no address: ONNX Runtime's run of a short model.
  return url === '' && !functionName.startsWith('(') ? 'runtime' : 'javascript'
}

/** The shares in a profile of V8 (`Profiler.stop` of its inspector protocol). Throws where it is none. */
export function sharesOf(profile: unknown): StepShares {
  const { nodes, samples, timeDeltas } = Profile.parse(profile)
  const kinds = new Map(nodes.map(({ id, callFrame }) => [id, kindOf(callFrame)]))
  const times = { runtime: 0, native: 0, javascript: 0 }
  // The first delta is the time from the start of the profile to the first sample.
  for (const [i, id] of samples.entries()) times[kinds.get(id) ?? 'javascript'] += Math.max(0, timeDeltas[i + 1] ?? 0)
  const total = times.runtime + times.native + times.javascript
  if (total === 0) throw new Error('the profile is empty')
  return { runtime: times.runtime / total, native: times.native / total, javascript: times.javascript / total }
}

function post(session: Session, method: string, parameters: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error, result: unknown) => {
      if (error === null) resolve(result)
      else reject(error)
    })
  })
}

/** Where this thread's time goes while `work` is done. Throws where V8's profiler cannot be used. */
export async function watchThread(work: () => Promise<void>): Promise<StepShares> {
  const session = new Session()
  session.connect()
  try {
    await post(session, 'Profiler.enable')
    await post(session, 'Profiler.setSamplingInterval', { interval: INTERVAL })
    await post(session, 'Profiler.start')
    await work()
    const { profile } = z.object({ profile: z.unknown() }).parse(await post(session, 'Profiler.stop'))
    return sharesOf(profile)
  } finally {
    session.disconnect()
  }
}
