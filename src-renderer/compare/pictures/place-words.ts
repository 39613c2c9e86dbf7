import type { PictureAxis } from '@shared/compare/picture-view'
import { formatCompact, formatCount } from '../../ui/format/numbers'

/** Where a picture lies on the slider, in words. Its step is always named: an epoch or a count of images may have several pictures. */
export function placeWords(axis: PictureAxis, at: { readonly step: number; readonly place: number }): string {
  const step = `step ${formatCount(at.step)}`
  switch (axis) {
    case 'step':
      return step
    case 'epoch':
      return `epoch ${formatCount(at.place)} · ${step}`
    case 'images':
      return `${formatCompact(at.place)} images · ${step}`
  }
}
