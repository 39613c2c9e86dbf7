import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { atStep, type RunAxes } from '@shared/compare/axes'
import { columnsOf } from '@shared/compare/columns'
import type { RunCurve } from '@shared/compare/curves'
import type { RunRow } from '@shared/compare/row'
import type { DataFormat } from '@shared/contract/compare'
import { StudioError } from '@shared/contract/errors'
import { picturesOf } from '@shared/families/registry'
import { sampleFileName } from '@shared/runs/files'
import type { PictureKind } from '@shared/runs/pictures'
import type { Run } from '@shared/runs/run'
import { writeFolder } from '../../datasets/atomic'
import { type Disk, localDisk } from '../../datasets/disk'
import type { OpenHome } from '../../home/open'
import type { CompareService } from '../service'
import { csvOf, curvesCsv } from './csv'
import { type ExportedImage, tensorBoardFile } from './tensorboard'

/** A run with everything that is written of it. */
interface Whole {
  readonly row: RunRow
  readonly curves: readonly RunCurve[]
  readonly axes: RunAxes
}

type Pieces = Iterable<string> | AsyncIterable<Uint8Array>

/** A JSON document of a run: its row, config, curves as lists (null where a value was not finite), epochs and measured values. */
function document({ row, curves, axes }: Whole, more: object): string {
  const listed = curves.map(({ name, x, y }) => ({
    name,
    steps: [...x],
    values: Array.from(y, (value) => (Number.isFinite(value) ? value : null)),
  }))
  const { run: _, ...others } = axes
  return `${JSON.stringify({ ...row, ...more, curves: listed, axes: others })}\n`
}

/** Writes the data of runs for others. */
export class DataExport {
  constructor(
    private readonly home: OpenHome,
    private readonly compare: CompareService,
    private readonly disk: Disk = localDisk,
  ) {}

  /**
   * Writes a run into a folder that is not there yet, whole or not at all: `tensorboard` one event file with scalars, pictures and
   * settings; `csv` its curves, epochs and measured values; `json` one document with all of that and the config. Answers with the
   * names of the files.
   * @throws StudioError `UNKNOWN_RUN`, `INVALID_INPUT` where the folder is there, `DISK_FULL`
   */
  async write(id: string, format: DataFormat, folder: string): Promise<string[]> {
    if (existsSync(folder)) {
      throw new StudioError('INVALID_INPUT', `There is something at ${folder} already`, {
        safe: 'Nothing was written.',
        next: 'Choose a folder that is not there yet.',
      })
    }
    const files = this.#files(this.#whole(id), format)
    return writeFolder(this.disk, folder, async (partial) => {
      for (const [name, pieces] of files) await this.#writeFile(join(partial, name), pieces)
      return files.map(([name]) => name)
    })
  }

  /** The table of some runs as a CSV file: a line a run, a column for everything that one of them has. */
  table(ids: readonly string[]): string {
    const rows = this.compare.rowsOf(ids)
    const columns = columnsOf(rows)
    return csvOf(
      columns.map((column) => column.id),
      rows.map((row) =>
        columns.map((column) => {
          const value = column.value(row)
          return column.kind === 'date' && typeof value === 'number' ? new Date(value).toISOString() : value
        }),
      ),
    )
  }

  #whole(id: string): Whole {
    const names = this.compare.names([id]).flatMap((one) => one.names)
    const { curves, axes } = this.compare.curves([id], names, null)
    const [row] = this.compare.rowsOf([id])
    const [own] = axes
    if (row === undefined || own === undefined) throw new Error(`the run ${id} went while it was read`)
    return { row, curves, axes: own }
  }

  #files(whole: Whole, format: DataFormat): [name: string, pieces: Pieces][] {
    const { row, curves, axes } = whole
    const { store } = this.home
    const own = row.source === 'studio' ? store.run(row.id) : undefined
    const { time } = axes
    const secondsAt = (step: number) => (time === null ? null : atStep(time, step))
    switch (format) {
      case 'tensorboard': {
        const pieces = tensorBoardFile({
          row,
          curves,
          images: own === undefined ? this.#importedImages(row.id) : this.#images(own),
          config: own?.config ?? row.settings,
          secondsAt,
        })
        return [[`events.out.tfevents.${Math.floor(row.created / 1000)}.gan-studio`, pieces]]
      }
      case 'csv': {
        const metrics = curves.filter(({ name }) => row.measures.every(({ quantity }) => quantity !== name))
        const files: [string, Pieces][] = [['curves.csv', curvesCsv(metrics, secondsAt)]]
        if (own === undefined) return files
        const means = [...new Set(own.epochs.flatMap((epoch) => Object.keys(epoch.means)))]
        const epochs = own.epochs.map(({ epoch, step, means: of }) => {
          const known: Readonly<Record<string, number | null>> = of
          return [epoch, step, ...means.map((name) => known[name] ?? null)]
        })
        const measured = own.measuredValues.map((one) => [
          one.step,
          one.quantity,
          one.value,
          one.error,
          one.features?.title ?? 'pixels',
          one.samples,
          one.dataset,
          one.split,
          one.seed,
        ])
        const titles = ['step', 'quantity', 'value', 'error', 'features', 'samples', 'dataset', 'split', 'seed']
        return [
          ...files,
          ['epochs.csv', [csvOf(['epoch', 'step', ...means], epochs)]],
          ['measured.csv', [csvOf(titles, measured)]],
        ]
      }
      case 'json': {
        const { config, epochs, measuredValues, changes, alerts } = own ?? {}
        return [['run.json', [document(whole, { config, epochs, measuredValues, changes, alertList: alerts })]]]
      }
    }
  }

  /** The kept pictures of a run: those that stand for it are `samples`, the others `samples/` with their kind. */
  #images({ project, id, samples, config }: Run): ExportedImage[] {
    const folder = this.home.paths.samples(project, id)
    const [, ...others] = picturesOf(config)
    const image = (step: number, kind?: PictureKind): ExportedImage => ({
      tag: kind === undefined ? 'samples' : `samples/${kind}`,
      step,
      read: () => readFile(join(folder, sampleFileName(step, kind))).catch(() => undefined),
    })
    return samples.flatMap(({ step }) => [image(step), ...others.map((kind) => image(step, kind))])
  }

  #importedImages(id: string): ExportedImage[] {
    const { external } = this.home.store
    return external
      .pictures(id)
      .flatMap(({ tag, steps }, place) =>
        steps.map((step) => ({ tag, step, read: () => Promise.resolve(external.picture(id, place, step)) })),
      )
  }

  async #writeFile(file: string, pieces: Pieces): Promise<void> {
    const encoder = new TextEncoder()
    const out = await this.disk.create(file)
    try {
      for await (const piece of pieces) await out.write(typeof piece === 'string' ? encoder.encode(piece) : piece)
    } catch (error) {
      await out.abandon()
      throw error
    }
    await out.finish()
  }
}
