import { readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/** ONNX Runtime's profile: the events of the Trace Event Format that are used here; times in microseconds. */
const Event = z.object({
  cat: z.string(),
  name: z.string(),
  ts: z.number(),
  dur: z.number().nonnegative(),
  args: z.looseObject({ op_name: z.string().optional() }).optional(),
})
const Profile = z.array(z.union([Event, z.unknown()]))

/** One operation of a run, as the runtime ran it. */
export interface ProfiledOperation {
  /** Name of the ONNX node; the runtime changes it where it puts nodes together. */
  readonly name: string
  /** The ONNX operator. */
  readonly operator: string
  readonly milliseconds: number
}

/** One run of a model. */
export interface ProfiledRun {
  readonly milliseconds: number
  readonly operations: readonly ProfiledOperation[]
}

const KERNEL = '_kernel_time'

/** The runs in a profile, oldest first. Throws where the text is no profile. */
export function parseProfile(text: string): ProfiledRun[] {
  const events = Profile.parse(JSON.parse(text)).flatMap((event) => {
    const parsed = Event.safeParse(event)
    return parsed.success ? [parsed.data] : []
  })
  const runs = events.filter(({ cat, name }) => cat === 'Session' && name === 'model_run').sort((a, b) => a.ts - b.ts)
  const nodes = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith(KERNEL)).sort((a, b) => a.ts - b.ts)
  let next = 0
  return runs.map(({ ts, dur }) => {
    const operations: ProfiledOperation[] = []
    for (let node = nodes[next]; node !== undefined && node.ts <= ts + dur; node = nodes[++next]) {
      if (node.ts < ts) continue
      const name = node.name.slice(0, -KERNEL.length)
      operations.push({ name, operator: node.args?.op_name ?? name, milliseconds: node.dur / 1000 })
    }
    return { milliseconds: dur / 1000, operations }
  })
}

/** Reads the profile that a model loaded with this prefix has left. The runtime ends the file's name with the time. */
export async function readProfile(prefix: string): Promise<ProfiledRun[]> {
  const folder = dirname(prefix)
  const name = (await readdir(folder)).find((file) => file.startsWith(basename(prefix)) && file.endsWith('.json'))
  if (name === undefined) throw new Error('the runtime has written no profile')
  return parseProfile(await readFile(join(folder, name), 'utf8'))
}
