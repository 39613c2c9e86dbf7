import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CompileReport } from '@shared/compute/compile-report'
import { EngineId, engineIds } from '@shared/compute/engine'
import type { MeasuredEngine, Measurement } from '@shared/compute/measurement'
import { StudioError } from '@shared/contract/errors'
import { unknownName } from '../../nearest'
import { blocksAsMarkdown, blocksForTerminal } from '../blocks'
import { compileBlocks } from '../compile-report'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findPreset } from '../find'
import { formatBytes, formatCount, formatTime } from '../format'
import { typedPath } from '../launch'
import { formatTable } from '../table'

/** What `compile` takes beside the preset. */
export interface CompileOptions {
  readonly dump?: string
  readonly batch?: number
  readonly engine: string
  readonly without: readonly string[]
}

/** What `measure` takes beside the presets. */
export interface MeasureOptions {
  readonly engines?: string
}

function engineOf(text: string): EngineId {
  const parsed = EngineId.safeParse(text)
  if (parsed.success) return parsed.data
  throw unknownName('UNKNOWN_ENGINE', 'engine', text, engineIds)
}

const notWritten = (folder: string, cause: unknown): StudioError =>
  new StudioError('INVALID_INPUT', `The folder ${folder} cannot be written`, {
    safe: 'No other file was touched.',
    next: 'Choose another folder.',
    details: String(cause),
  })

/** The folder for the graphs; made where there is none. */
async function dumpFolder({ launch }: CommandContext, typed: string | undefined): Promise<string | null> {
  if (typed === undefined) return null
  const folder = typedPath(launch, typed)
  try {
    await mkdir(folder, { recursive: true })
    return folder
  } catch (cause) {
    throw notWritten(folder, cause)
  }
}

/** `compile PRESET` */
export async function compile(context: CommandContext, wanted: string, options: CompileOptions): Promise<number> {
  const { client, studio, output, interruption } = context
  const preset = findPreset(await client.studio.presets(), wanted)
  const config = { ...preset.config, batchSize: options.batch ?? preset.config.batchSize }
  const folder = await dumpFolder(context, options.dump)
  const request = { config, engine: engineOf(options.engine), without: [...options.without], folder }
  let report: CompileReport | undefined
  for await (const event of studio.compute.compile(request, interruption.first)) {
    if (event.type === 'progress') output.note(`${event.doing} …`)
    else report = event.report
  }
  if (report === undefined) throw new Error('the compiler gave no report')
  const document = { preset: preset.id, ...report }
  const blocks = compileBlocks(preset.id, report)
  if (folder !== null) {
    try {
      await writeFile(join(folder, 'summary.json'), `${JSON.stringify(document, null, 2)}\n`)
      await writeFile(join(folder, 'summary.md'), blocksAsMarkdown(blocks))
    } catch (cause) {
      throw notWritten(folder, cause)
    }
    output.note(`Graphs and summary: ${folder}`)
  }
  output.result(document, () => blocksForTerminal(blocks))
  return exitCodes.done
}

const rowCells = ({ preset, engine, batchSize, outcome }: MeasuredEngine): string[] => {
  if (outcome.state === 'failed') return [preset, engine, String(batchSize), `failed: ${outcome.failure.message}`]
  const { milliseconds, imagesPerSecond, readyMilliseconds, memoryBytes } = outcome
  return [
    preset,
    engine,
    String(batchSize),
    milliseconds.toFixed(1),
    formatCount(imagesPerSecond),
    formatCount(readyMilliseconds),
    formatBytes(memoryBytes),
  ]
}

const measurementLines = ({ at, machine, rows }: Measurement): string[] => [
  `${formatTime(at)}, ${machine}`,
  '',
  ...formatTable(
    [
      { title: 'Preset' },
      { title: 'Engine' },
      { title: 'Batch', align: 'right' },
      { title: 'ms a step', align: 'right' },
      { title: 'Images/s', align: 'right' },
      { title: 'Ready after ms', align: 'right' },
      { title: 'Memory', align: 'right' },
    ],
    rows.map(rowCells),
  ),
]

/** `measure [PRESET…]` */
export async function measure(
  { client, output, interruption }: CommandContext,
  wanted: readonly string[],
  { engines }: MeasureOptions,
): Promise<number> {
  const library = await client.studio.presets()
  const presets = wanted.length === 0 ? null : wanted.map((text) => findPreset(library, text).id)
  const chosen = engines === undefined ? null : engines.split(',').map(engineOf)
  let pair = ''
  const stream = await client.compute.measure({ presets, engines: chosen }, { signal: interruption.first })
  for await (const event of stream) {
    if (event.type === 'finished') {
      output.result(event.measurement, () => measurementLines(event.measurement))
      return event.measurement.rows.every(({ outcome }) => outcome.state === 'measured')
        ? exitCodes.done
        : exitCodes.failed
    }
    if (event.type === 'progress' && pair !== `${event.preset} on ${event.engine}`) {
      pair = `${event.preset} on ${event.engine}`
      output.note(`Measuring ${pair} …`)
    }
  }
  output.note('The measurement was cancelled; nothing was kept.')
  return exitCodes.interrupted
}
