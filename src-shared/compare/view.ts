import { z } from 'zod'
import { Id, Name, Timestamp } from '../contract/id'
import { axisNames } from './axes'
import { PictureView } from './picture-view'

/** The parts of the screen below the table. */
export const compareTabs = ['curves', 'parameters', 'pictures', 'queue'] as const

const ColumnName = z.string().max(200)

/** A stretch of an axis of the parallel coordinates that chose the runs within it: places from 0 at the foot of the axis to 1. */
export const Brush = z.object({ column: ColumnName, from: z.number().min(0).max(1), to: z.number().min(0).max(1) })
export type Brush = z.infer<typeof Brush>

/** A way of looking at the runs of a project, as it is kept. Columns are named by their ids; one that is no more is left out. */
export const SavedView = z.object({
  name: Name,
  /** The columns in their order; null shows what differs. */
  columns: z.array(z.string().max(200)).max(500).nullable(),
  /** Those that were ticked by hand: they are shown where all runs agree too. */
  ticked: z.array(ColumnName).max(500).default([]),
  /** As a person wrote it. */
  query: z.string().max(4000),
  sort: z.array(z.object({ column: z.string().max(200), descending: z.boolean() })).max(10),
  group: z.array(z.string().max(200)).max(10),
  baseline: Id.nullable(),
  pinned: z.array(Id).max(1000),
  /** The runs that are drawn; null draws those of the query. */
  chosen: z.array(Id).max(10_000).nullable(),
  curves: z.object({
    names: z.array(z.string().max(200)).max(100),
    axis: z.enum(axisNames),
    logX: z.boolean(),
    /** The charts whose y axis is logarithmic; older studios kept one word for all of them. */
    logY: z.array(z.string().max(200)).max(200).or(z.boolean()),
    /** Weight of the past, in [0, 1). */
    smoothing: z.number().min(0).lt(1),
    band: z.enum(['none', 'deviation', 'range']),
    /** What the curves are grouped by; null draws each run. */
    by: ColumnName.nullable().default(null),
    /** The part of the x axis in view; null for all of it. */
    zoom: z.object({ min: z.number(), max: z.number() }).nullable().default(null),
  }),
  tab: z.enum(compareTabs).default('curves'),
  onlyDiffering: z.boolean().default(true),
  /** Columns of the parallel coordinates, and of the scatter; null for the usual ones. */
  coordinates: z.array(ColumnName).max(100).nullable().default(null),
  brushes: z.array(Brush).max(100).default([]),
  scatter: z.object({ x: ColumnName, y: ColumnName }).nullable().default(null),
  /** The column that the verdict is about; null for the usual one. */
  verdict: ColumnName.nullable().default(null),
  /** The step at which measured values are shown beside the best and the last; null for none. */
  measuredAt: z.int().nonnegative().nullable().default(null),
  pictures: PictureView.prefault({}),
})
export type SavedView = z.infer<typeof SavedView>

/** A view with when it was saved. */
export const KeptView = SavedView.extend({ updated: Timestamp })
export type KeptView = z.infer<typeof KeptView>
