import { readFileSync } from 'node:fs'
import { z } from 'zod'

const TraceEvent = z.looseObject({
  name: z.string(),
  ph: z.string(),
  ts: z.number().optional(),
  tdur: z.number().optional(),
  pid: z.number(),
  id: z.union([z.string(), z.number()]).optional(),
  id2: z.looseObject({ local: z.string().optional(), global: z.string().optional() }).optional(),
  args: z
    .looseObject({
      event_latency: z.looseObject({ event_type: z.string().optional() }).optional(),
    })
    .optional(),
})
const Trace = z.looseObject({ traceEvents: z.array(TraceEvent) })

/** Where the time from a key to the presented frame that contains what it did went, in ms. */
export interface InputLatency {
  /** When the key was pressed, on the trace's clock. */
  readonly pressed: number
  /** From the browser's process to the page's thread. */
  readonly delivery: number
  /** The page's own work on it. */
  readonly script: number
  /** Styles, layout and paint, with the wait for the frame to begin. */
  readonly rendering: number
  /** From the commit of the frame to its pixels in tiles. */
  readonly raster: number
  /** From tiles to the presented frame. */
  readonly display: number
  readonly total: number
  /** Time that the page's thread computed for it: script, styles, layout and paint, without what it waited for. */
  readonly work: number
}

/** The categories of Chromium's trace that are read here. */
export const CATEGORIES = ['input', 'benchmark'] as const

interface Slice {
  readonly name: string
  readonly start: number
  readonly end: number
}

/** What the page's thread does for a key. */
const WORK: readonly string[] = ['WebFrameWidgetImpl::HandleInputEvent', 'ProxyMain::BeginMainFrame']

/** A piece of work: when it began and what it took of the processor, in µs. */
interface Work {
  readonly at: number
  readonly time: number
}

/**
 * The keys of a trace of Chromium ({@link CATEGORIES}) that led to a frame of the page, in their order. Chromium itself measures: from the
 * time stamp of the key in the browser's process to the presentation of the frame.
 */
export function inputLatencies(file: string): InputLatency[] {
  const { traceEvents } = Trace.parse(JSON.parse(readFileSync(file, 'utf8')))
  const open = new Map<string, number[]>()
  const keys = new Set<string>()
  const inputs = new Map<string, Slice[]>()
  const work: Work[] = []
  for (const event of traceEvents.toSorted((a, b) => (a.ts ?? 0) - (b.ts ?? 0))) {
    const { name, ph, ts = 0, tdur = 0, args } = event
    if (ph === 'X' && WORK.includes(name)) work.push({ at: ts, time: tdur })
    if (ph !== 'b' && ph !== 'e') continue
    const input = `${event.pid} ${event.id ?? event.id2?.local ?? event.id2?.global}`
    const slice = `${input} ${name}`
    if (ph === 'b') {
      open.set(slice, [...(open.get(slice) ?? []), ts])
      if (args?.event_latency?.event_type === 'KEY_PRESSED') keys.add(input)
      continue
    }
    const start = open.get(slice)?.pop()
    if (start !== undefined) inputs.set(input, [...(inputs.get(input) ?? []), { name, start, end: ts }])
  }
  return [...keys]
    .flatMap((input) => latencyOf(inputs.get(input) ?? [], work) ?? [])
    .sort((a, b) => a.pressed - b.pressed)
}

function latencyOf(slices: readonly Slice[], work: readonly Work[]): InputLatency | undefined {
  const find = (name: string) => slices.find((slice) => slice.name === name)
  const whole = find('EventLatency')
  const script = find('RendererMainProcessing')
  const commit = find('Commit')
  const activation = find('Activation')
  const shown = find('SubmitCompositorFrameToPresentationCompositorFrame')
  if (!whole || !script || !commit || !activation || !shown) return undefined
  const ms = (from: number, to: number) => (to - from) / 1000
  return {
    pressed: whole.start / 1000,
    delivery: ms(whole.start, script.start),
    script: ms(script.start, script.end),
    rendering: ms(script.end, commit.start),
    raster: ms(commit.start, activation.end),
    display: ms(activation.end, whole.end),
    total: ms(whole.start, whole.end),
    work: work.filter(({ at }) => at >= whole.start && at < commit.end).reduce((sum, { time }) => sum + time / 1000, 0),
  }
}
