import type { ReadImage } from '../../tensorboard/read-events'
import { readEvents } from '../../tensorboard/read-events'
import type { ReadLog } from './csv-log'
import { keptPictures } from './pictures'
import { type Point, seriesOf } from './series'

/**
 * The event files of one folder as a run, in the order of their names, which is that of their times. Scalars are curves by their tag;
 * what the plugin “hparams” keeps are settings, and pictures are kept by their tag. Histograms and graphs are left out.
 */
export function readEventLog(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): ReadLog {
  const byTag = new Map<string, Point[]>()
  const settings: Record<string, string | number | boolean> = {}
  const notes: string[] = []
  const images: ReadImage[] = []
  let started: number | null = null
  for (const { name, bytes } of files) {
    const read = readEvents(bytes)
    Object.assign(settings, read.settings)
    images.push(...read.images)
    if (!read.whole) notes.push(`${name} ends within a record or is damaged; what is before that was read`)
    for (const { tag, step, wallTime, value } of read.scalars) {
      started = started === null ? wallTime : Math.min(started, wallTime)
      const point = { step, value, time: wallTime }
      const points = byTag.get(tag)
      if (points === undefined) byTag.set(tag, [point])
      else points.push(point)
    }
  }
  const kept = keptPictures(images)
  if (byTag.size === 0 && kept.pictures.length === 0) {
    return { type: 'none', reason: 'there are neither scalars nor pictures in its event files' }
  }
  const series = [...byTag].map(([tag, points]) => seriesOf(tag, points, started ?? 0))
  return { type: 'run', series, pictures: kept.pictures, settings, started, notes: [...notes, ...kept.notes] }
}
