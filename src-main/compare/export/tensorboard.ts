import type { RunCurve } from '@shared/compare/curves'
import type { RunRow } from '@shared/compare/row'
import { readHeader } from '../../datasets/images/header'
import { sniffImage } from '../../datasets/images/sniff'
import { Unusable } from '../../datasets/images/unusable'
import type { SummaryValue, TensorBoardEvent } from '../../tensorboard/event'
import { eventRecord, firstRecord } from '../../tensorboard/write-events'

/** A kept picture of a run. */
export interface ExportedImage {
  /** What it is called among the pictures of its step. */
  readonly tag: string
  readonly step: number
  /** Reads the file, PNG, JPEG or GIF; undefined where it is not there any more. */
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

/** Channels of a PNG file by the colours of its header (ISO/IEC 15948, section 11.2.2). */
const pngChannels: Readonly<Record<number, number>> = { 0: 1, 4: 2, 6: 4 }

/** Height, width and channels of a picture by its header; no pixels where that cannot be read: the picture itself goes out as it is. */
function shapeOf(bytes: Uint8Array): { height: number; width: number; channels: number } {
  const kind = sniffImage(bytes)
  try {
    if (kind === undefined) return { height: 0, width: 0, channels: 3 }
    const { width, height } = readHeader(kind, bytes)
    return { width, height, channels: (kind === 'png' ? pngChannels[bytes[25] ?? 2] : undefined) ?? 3 }
  } catch (error) {
    if (error instanceof Unusable) return { height: 0, width: 0, channels: 3 }
    throw error
  }
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

function picturesByStep(images: readonly ExportedImage[]): ReadonlyMap<number, readonly ExportedImage[]> {
  const pictures = new Map<number, ExportedImage[]>()
  for (const image of images) {
    const others = pictures.get(image.step)
    if (others === undefined) pictures.set(image.step, [image])
    else others.push(image)
  }
  return pictures
}

/** The steps of curves and images once, in order. */
function stepsOf(curves: readonly RunCurve[], images: readonly ExportedImage[]): number[] {
  const steps = new Set(images.map(({ step }) => step))
  for (const { x } of curves) for (const step of x) steps.add(step)
  return [...steps].sort((a, b) => a - b)
}

/**
 * The event file of a run in pieces: settings and config first, then what each step has, images by their tags, in the order of the
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
  const pictures = picturesByStep(images)
  for (const step of stepsOf(curves, images)) {
    const values: SummaryValue[] = []
    for (const [index, { name, x, y }] of curves.entries()) {
      const place = places[index] ?? 0
      if (x[place] !== step) continue
      places[index] = place + 1
      values.push({ type: 'scalar', tag: name, value: y[place] ?? Number.NaN })
    }
    let pictured = false
    for (const { tag, read } of pictures.get(step) ?? []) {
      const png = await read()
      if (png === undefined) continue
      values.push({ type: 'image', tag, ...shapeOf(png), png })
      pictured = true
    }
    const event: TensorBoardEvent = { wallTime: wallTime(step), step, values }
    records.push(eventRecord(event))
    if (records.length < CHUNK && !pictured) continue
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
