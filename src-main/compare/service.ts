import type { RunAxes } from '@shared/compare/axes'
import { type PackedCurves, packCurves, type RunCurve } from '@shared/compare/curves'
import type { RunRow } from '@shared/compare/row'
import type { KeptView, SavedView } from '@shared/compare/view'
import type { ImportedPictures, RowsEvent } from '@shared/contract/compare'
import { StudioError } from '@shared/contract/errors'
import { quantityNames } from '@shared/measures/measure'
import type { RunEvent } from '@shared/runs/events'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'
import { unknownName } from '../nearest'
import type { Watchers } from '../runs/watchers'
import { type ReadRun, readAxes, readCurves, readWhole } from './curves'
import { readRows } from './rows'
import { SettingsCache } from './settings-cache'

const rowEvents: ReadonlySet<RunEvent['type']> = new Set([
  'run',
  'removed',
  'imported',
  'epoch',
  'measured-value',
  'alert',
  'changes',
  'rewound',
])

/** Many runs at once, as tables and charts need them. */
export class CompareService {
  readonly #cache: SettingsCache

  constructor(
    private readonly home: OpenHome,
    private readonly watchers: Watchers,
  ) {
    this.#cache = new SettingsCache(home.store.rows)
  }

  /** Rows of one project, or with null of all, newest first. @throws StudioError `UNKNOWN_PROJECT` */
  rows(project: string | null, at: number | null): RunRow[] {
    const { store } = this.home
    if (project !== null) store.projects.get(project)
    return readRows(store, this.#cache, { project, ids: null }, at)
  }

  /** Rows of some runs; those that are not there are left out. */
  rowsOf(ids: readonly string[], at: number | null = null): RunRow[] {
    return readRows(this.home.store, this.#cache, { project: null, ids }, at)
  }

  /** The rows, then those that change. @throws StudioError `UNKNOWN_PROJECT` */
  async *watch(project: string | null, at: number | null, signal?: AbortSignal): AsyncGenerator<RowsEvent, void, void> {
    const { store } = this.home
    if (project !== null) store.projects.get(project)
    const wants = (event: RunEvent) => rowEvents.has(event.type)
    let first = true
    for await (const events of this.watchers.deliveries(() => [], wants, signal)) {
      if (first) {
        first = false
        yield { type: 'rows', rows: this.rows(project, at) }
        continue
      }
      const removed = new Set(events.flatMap((event) => (event.type === 'removed' ? [event.id] : [])))
      if (removed.size > 0) yield { type: 'removed', ids: [...removed] }
      const changed = new Set(events.map((event) => (event.type === 'run' ? event.run.id : event.id)))
      const rows = readRows(store, this.#cache, { project, ids: [...changed] }, at)
      if (rows.length > 0) yield { type: 'rows', rows }
    }
  }

  /** The names of the curves that each run has. @throws StudioError `UNKNOWN_RUN` */
  names(ids: readonly string[]): { run: string; names: string[] }[] {
    const { store } = this.home
    const measured = new Map(this.#known(ids).map((row) => [row.id, row]))
    return ids.flatMap((run) => {
      const row = measured.get(run)
      if (row === undefined) return []
      if (row.source !== 'studio') return [{ run, names: store.external.names(run) }]
      const quantities = quantityNames.filter((name) => row.measures.some(({ quantity }) => quantity === name))
      return [{ run, names: [...store.metrics.names(run), ...quantities] }]
    })
  }

  /** Curves of runs, and how their steps lie on other axes. @throws StudioError `UNKNOWN_RUN` */
  curves(
    ids: readonly string[],
    names: readonly string[],
    points: number | null,
  ): { curves: RunCurve[]; axes: RunAxes[] } {
    const runs = this.#sourcesOf(ids)
    return { curves: readCurves(this.home.store, runs, names, { points, smoothing: 0 }), axes: this.#axesOf(runs) }
  }

  /** The same with all numbers in one array, as they cross a port; smoothed, before they are thinned, by a weight of the past. @throws StudioError `UNKNOWN_RUN` */
  packedCurves(ids: readonly string[], names: readonly string[], points: number | null, smoothing = 0): PackedCurves {
    const { store } = this.home
    const runs = this.#sourcesOf(ids)
    const asTheyAre = points === null && smoothing === 0
    const curves = asTheyAre ? readWhole(store, runs, names) : readCurves(store, runs, names, { points, smoothing })
    return { ...packCurves(curves), axes: this.#axesOf(runs) }
  }

  #axesOf(runs: readonly ReadRun[]): RunAxes[] {
    return runs.map(({ id, external }) => readAxes(this.home.store, this.#cache, id, external))
  }

  /** @throws StudioError `UNKNOWN_RUN` */
  #sourcesOf(ids: readonly string[]): ReadRun[] {
    const { store } = this.home
    const imported = new Set(store.external.list({ project: null, ids }).map(({ id }) => id))
    this.#require(ids, new Set([...imported, ...store.runs.ids()]))
    return ids.map((id) => ({ id, external: imported.has(id) }))
  }

  /** The pictures of imported runs; those without any are left out. */
  pictures(ids: readonly string[]): ImportedPictures[] {
    return ids.flatMap((run) => {
      const tags = this.home.store.external.pictures(run)
      return tags.length === 0 ? [] : [{ run, tags }]
    })
  }

  /** A picture of an imported run. @param tag the place of its tag @throws StudioError `INVALID_INPUT` where there is none */
  picture(run: string, tag: number, step: number): Uint8Array {
    const bytes = this.home.store.external.picture(run, tag, step)
    if (bytes !== undefined) return bytes
    throw new StudioError('INVALID_INPUT', `The run ${run} has no such picture of step ${step}`, {
      safe: 'Nothing was changed.',
      next: 'Choose another step.',
    })
  }

  views(project: string): KeptView[] {
    this.home.store.projects.get(project)
    return this.home.store.views.list(project)
  }

  saveView(project: string, view: SavedView): KeptView {
    this.#requireExclusive()
    this.home.store.projects.get(project)
    return this.home.store.views.put(project, view)
  }

  removeView(project: string, name: string): void {
    this.#requireExclusive()
    this.home.store.views.remove(project, name)
  }

  #known(ids: readonly string[]): RunRow[] {
    const rows = this.rowsOf(ids)
    this.#require(ids, new Set(rows.map(({ id }) => id)))
    return rows
  }

  /** @throws StudioError `UNKNOWN_RUN` where a run is not among those that are there */
  #require(ids: readonly string[], there: ReadonlySet<string>): void {
    const missing = ids.find((id) => !there.has(id))
    if (missing === undefined) return
    const all = readRows(this.home.store, this.#cache, { project: null, ids: null }, null)
    throw unknownName(
      'UNKNOWN_RUN',
      'run',
      missing,
      all.map(({ id }) => id),
    )
  }

  #requireExclusive(): void {
    if (this.home.access === 'shared') throw busyError(this.home.paths)
  }
}
