import type { RunRow } from '@shared/compare/row'
import type { ImportedPictures } from '@shared/contract/compare'
import { importedUrl } from '@shared/media/urls'
import type { FilmStrip } from './film-strip'

/** The tags of all pictures, each once, in order. */
export const tagsOf = (pictures: readonly ImportedPictures[]): string[] =>
  [...new Set(pictures.flatMap(({ tags }) => tags.map(({ tag }) => tag)))].sort()

/** The pictures of an imported run. Logs keep the steps of pictures and nothing else, so they lie on steps alone. */
export interface ImportedStrip extends FilmStrip {
  readonly tag: string
}

/** The pictures of each of the rows that has any: those of a tag; where a run has none of it, those of its first. */
export function importedStrips(
  rows: readonly RunRow[],
  pictures: readonly ImportedPictures[],
  wanted: string | undefined,
): ImportedStrip[] {
  const byRun = new Map(pictures.map((one) => [one.run, one.tags]))
  return rows.flatMap((run): ImportedStrip[] => {
    const tags = byRun.get(run.id) ?? []
    const index = Math.max(
      0,
      tags.findIndex(({ tag }) => tag === wanted),
    )
    const chosen = tags[index]
    if (chosen === undefined) return []
    const { tag, steps } = chosen
    return [{ run, tag, steps, places: steps, address: (step) => importedUrl(run.id, index, step) }]
  })
}
