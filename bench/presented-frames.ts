import { readFileSync } from 'node:fs'
import { z } from 'zod'

const TraceEvent = z.looseObject({
  name: z.string(),
  ph: z.string(),
  ts: z.number().optional(),
  pid: z.number(),
  id: z.union([z.string(), z.number()]).optional(),
  id2: z.looseObject({ local: z.string().optional(), global: z.string().optional() }).optional(),
  args: z.looseObject({ chrome_frame_reporter: z.looseObject({ state: z.string().optional() }).optional() }).optional(),
})
const Trace = z.looseObject({ traceEvents: z.array(TraceEvent) })

/** The category of Chromium's trace that is read here. */
export const FRAME_CATEGORIES = ['benchmark'] as const

/**
 * When each frame of the page was presented, in ms and in their order, from a trace of Chromium ({@link FRAME_CATEGORIES}): frames that
 * showed something new, as the compositor reports them, and not what the page's thread thinks.
 */
export function presentedFrames(file: string): number[] {
  const { traceEvents } = Trace.parse(JSON.parse(readFileSync(file, 'utf8')))
  const begun = new Map<string, boolean>()
  const ends = new Set<number>()
  for (const { name, ph, ts = 0, pid, id, id2, args } of traceEvents.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0))) {
    if (name !== 'PipelineReporter') continue
    const frame = `${pid} ${id ?? id2?.local ?? id2?.global}`
    if (ph === 'b') begun.set(frame, args?.chrome_frame_reporter?.state?.startsWith('STATE_PRESENTED') === true)
    // One frame of several reports ends at one time.
    else if (ph === 'e' && begun.get(frame)) ends.add(ts / 1000)
  }
  return [...ends].sort((a, b) => a - b)
}
