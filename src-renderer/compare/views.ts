import type { SavedView } from '@shared/compare/view'
import type { CompareState } from './state'

/** What of the screen is kept in a view. */
export const viewOf = (name: string, state: CompareState): SavedView => ({
  name,
  columns: state.columns,
  ticked: state.ticked,
  query: state.query,
  sort: state.sort,
  group: state.groupBy,
  baseline: state.baseline,
  pinned: state.pinned,
  chosen: state.chosen,
  curves: {
    names: state.metrics,
    axis: state.axis,
    logX: state.logX,
    logY: state.logY,
    smoothing: state.smoothing,
    band: state.curvesBy === null ? 'none' : state.band === 'extremes' ? 'range' : 'deviation',
    by: state.curvesBy,
    zoom: state.zoom,
  },
  tab: state.tab,
  onlyDiffering: state.onlyDiffering,
  coordinates: state.coordinates,
  brushes: state.brushes,
  scatter: state.scatter,
  verdict: state.verdict,
  measuredAt: state.measuredAt,
  pictures: state.pictures,
})

/** What a view changes of the screen. */
export const stateOf = (view: SavedView): Partial<CompareState> => ({
  columns: view.columns,
  ticked: view.ticked,
  query: view.query,
  sort: view.sort,
  groupBy: view.group,
  closed: [],
  baseline: view.baseline,
  pinned: view.pinned,
  chosen: view.chosen,
  metrics: view.curves.names,
  axis: view.curves.axis,
  logX: view.curves.logX,
  logY: logarithmicOf(view.curves),
  smoothing: Math.min(0.999, view.curves.smoothing),
  curvesBy: view.curves.by,
  zoom: view.curves.zoom,
  ...(view.curves.band === 'none' ? {} : { band: view.curves.band === 'range' ? 'extremes' : 'deviation' }),
  tab: view.tab,
  onlyDiffering: view.onlyDiffering,
  coordinates: view.coordinates,
  brushes: view.brushes,
  scatter: view.scatter,
  verdict: view.verdict,
  measuredAt: view.measuredAt,
  pictures: view.pictures,
})

function logarithmicOf({ logY, names }: SavedView['curves']): string[] {
  if (typeof logY === 'boolean') return logY ? names : []
  return logY
}
