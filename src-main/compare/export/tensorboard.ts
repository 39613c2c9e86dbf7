import type { RunCurve } from '@shared/compare/curves'
import type { RunRow } from '@shared/compare/row'
import type { SummaryValue, TensorBoardEvent } from '../../tensorboard/event'
import { eventRecord, firstRecord } from '../../tensorboard/write-events'

/** A kept picture of a run. */
export interface ExportedImage {
  readonly step: number
  /** Reads the PNG file; undefined where it is not there any more. */
  readonly read: () => Promise<Uint8Array | undefined>
}

/** What becomes an event file. */
export interface ExportedRun {
  readonly row: RunRow
  readonly curves: readonly RunCurve[]
  readonly images: readonly ExportedImage[]
  /** The config or, of an imported run, its settings. */
  readonly config: unknown
  /** Seconds of training at a step; null where that is not known. */
  readonly secondsAt: (step: number) => number | null
}

/** Height, width and channels of a PNG file by its header (ISO/IEC 15948, section 11.2.2). */
function pngShape(png: Uint8Array): { height: number; width: number; channels: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  const colours = view.getUint8(25)
  const channels = colours === 0 ? 1 : colours === 4 ? 2 : colours === 6 ? 4 : 3
  return { width: view.getUint32(16), height: view.getUint32(20), channels }
}

/** The settings that can be told apart in a table: those that are not `null`. */
function plainSettings({ settings }: RunRow): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  )
}

/** Records that are put together before they are written. */
const CHUNK = 1000

function joined(records: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(records.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const record of records) {
    all.set(record, at)
    at += record.length
  }
  return all
}

/** The steps of curves and images once, in order. */
function stepsOf(curves: readonly RunCurve[], images: readonly ExportedImage[]): number[] {
  const steps = new Set(images.map(({ step }) => step))
  for (const { x } of curves) for (const step of x) steps.add(step)
  return [...steps].sort((a, b) => a - b)
}

/**
 * The event file of a run in pieces: settings and config first, then what each step has, images as `samples`, in the order of the
 * steps. A scalar's tag is the name of its curve. Values are float32, as TensorBoard's scalars are.
 */
export async function* tensorBoardFile({
  row,
  curves,
  images,
  config,
  secondsAt,
}: ExportedRun): AsyncGenerator<Uint8Array> {
  const started = row.created / 1000
  const wallTime = (step: number) => started + (secondsAt(step) ?? step / 1000)
  const text = `    ${JSON.stringify(config, null, 2).replaceAll('\n', '\n    ')}`
  let records: Uint8Array[] = [
    firstRecord(started),
    eventRecord({
      wallTime: started,
      step: 0,
      values: [
        { type: 'settings', settings: plainSettings(row), started },
        { type: 'text', tag: 'config', text },
      ],
    }),
  ]
  const places = curves.map(() => 0)
  const pictures = new Map(images.map((image) => [image.step, image]))
  for (const step of stepsOf(curves, images)) {
    const values: SummaryValue[] = []
    for (const [index, { name, x, y }] of curves.entries()) {
      const place = places[index] ?? 0
      if (x[place] !== step) continue
      places[index] = place + 1
      values.push({ type: 'scalar', tag: name, value: y[place] ?? Number.NaN })
    }
    const png = await pictures.get(step)?.read()
    if (png !== undefined) values.push({ type: 'image', tag: 'samples', ...pngShape(png), png })
    const event: TensorBoardEvent = { wallTime: wallTime(step), step, values }
    records.push(eventRecord(event))
    if (records.length < CHUNK && png === undefined) continue
    yield joined(records)
    records = []
  }
  const ended = wallTime(row.step)
  records.push(
    eventRecord({
      wallTime: ended,
      step: row.step,
      values: [{ type: 'ended', success: row.state === 'completed', ended }],
    }),
  )
  yield joined(records)
}
