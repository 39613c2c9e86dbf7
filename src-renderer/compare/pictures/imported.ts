import type { RunRow } from '@shared/compare/row'
import type { ImportedPictures } from '@shared/contract/compare'
import { importedUrl } from '@shared/media/urls'
import { nearestStep } from '../../ui/steps'

/** The picture of an imported run that is nearest to a step. */
export interface ImportedFigure {
  readonly row: RunRow
  readonly tag: string
  readonly url: string
  readonly at: { readonly step: number; readonly place: number; readonly exact: boolean }
}

/** The tags of all pictures, each once, in order. */
export const tagsOf = (pictures: readonly ImportedPictures[]): string[] =>
  [...new Set(pictures.flatMap(({ tags }) => tags.map(({ tag }) => tag)))].sort()

/** The steps of the pictures of a tag; of a run that has none of it, those of its first tag. */
export const stepsOf = (pictures: readonly ImportedPictures[], tag: string | undefined): number[] =>
  pictures.flatMap(({ tags }) => (tags.find((one) => one.tag === tag) ?? tags[0])?.steps ?? [])

/** What each of the rows shows at a step; a run that has no pictures of the tag shows those of its first. */
export function figuresOf(
  rows: readonly RunRow[],
  pictures: readonly ImportedPictures[],
  wanted: string | undefined,
  place: number,
): ImportedFigure[] {
  const byRun = new Map(pictures.map((one) => [one.run, one.tags]))
  return rows.flatMap((row): ImportedFigure[] => {
    const tags = byRun.get(row.id) ?? []
    const index = Math.max(
      0,
      tags.findIndex(({ tag }) => tag === wanted),
    )
    const chosen = tags[index]
    const step = chosen?.steps[nearestStep(chosen.steps, place)]
    if (chosen === undefined || step === undefined) return []
    const at = { step, place: step, exact: step === place }
    return [{ row, tag: chosen.tag, url: importedUrl(row.id, index, step), at }]
  })
}
