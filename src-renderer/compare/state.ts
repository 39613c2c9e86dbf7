import { axisNames } from '@shared/compare/axes'
import { PictureView } from '@shared/compare/picture-view'
import { Brush, compareTabs } from '@shared/compare/view'
import { z } from 'zod'

/** How runs are compared, as it is kept between starts. What is missing or wrong is as it is at first. */
export const CompareState = z.object({
  /** Ids of the chosen runs; null until somebody chose. */
  chosen: z.array(z.string()).nullable().catch(null),
  /** The run that the others are compared with. */
  baseline: z.string().nullable().catch(null),
  /** Runs that stay at the top of the table. */
  pinned: z.array(z.string()).catch([]),
  query: z.string().catch(''),
  /** Columns of the table; null for the usual ones. */
  columns: z.array(z.string()).nullable().catch(null),
  /** Columns that were ticked by hand: they stand in the table also where all runs agree. */
  ticked: z.array(z.string()).catch([]),
  onlyDiffering: z.boolean().catch(true),
  sort: z.array(z.object({ column: z.string(), descending: z.boolean() })).catch([]),
  groupBy: z.array(z.string()).catch([]),
  /** Keys of the groups that are folded. */
  closed: z.array(z.string()).catch([]),
  tab: z.enum(compareTabs).catch('curves'),
  metrics: z.array(z.string()).catch(['generatorLoss', 'discriminatorLoss', 'realScore', 'fakeScore']),
  /** The metric whose chart fills the screen; null for all of them. */
  alone: z.string().nullable().catch(null),
  /** Weight of the past, 0 to 0.999. */
  smoothing: z.number().min(0).max(0.999).catch(0.9),
  axis: z.enum(axisNames).catch('step'),
  logX: z.boolean().catch(false),
  /** The part of the x axis that all charts show; null for all of it. */
  zoom: z.object({ min: z.number(), max: z.number() }).nullable().catch(null),
  /** Metrics whose y axis is logarithmic. */
  logY: z.array(z.string()).catch([]),
  /** The setting whose values group the curves; null draws each run. */
  curvesBy: z.string().nullable().catch(null),
  band: z.enum(['deviation', 'extremes']).catch('deviation'),
  /** Columns of the parallel coordinates; null for the usual ones. */
  coordinates: z.array(z.string()).nullable().catch(null),
  /** The stretches of their axes by which the runs were chosen; none once they are chosen otherwise. */
  brushes: z.array(Brush).catch([]),
  scatter: z.object({ x: z.string(), y: z.string() }).nullable().catch(null),
  /** The column that the verdict is about; null for the first that has a better way. */
  verdict: z.string().nullable().catch(null),
  /** The step at which measured values are wanted beside the best and the last. */
  measuredAt: z.int().nonnegative().nullable().catch(null),
  /** Made anew each time: what is kept is changed in place. */
  pictures: PictureView.catch(() => PictureView.parse({})),
  /** Pixels of the table. */
  tableHeight: z.number().min(96).max(2000).catch(236),
})
export type CompareState = z.infer<typeof CompareState>

/** How runs are compared at first. */
export const initialState: CompareState = CompareState.parse({})

/** What was kept, as far as it can be read; a state of its own, which may be changed. */
export function parseState(text: string | null): CompareState {
  try {
    return CompareState.catch(() => CompareState.parse({})).parse(JSON.parse(text ?? '{}'))
  } catch {
    return CompareState.parse({})
  }
}
