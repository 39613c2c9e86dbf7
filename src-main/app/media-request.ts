import { Id } from '@shared/contract/id'
import { SplitName } from '@shared/datasets/split'
import { ORIGIN } from '@shared/media/urls'
import { PictureKind } from '@shared/runs/pictures'

/** What an address under the studio's own scheme asks for. */
export type ContentRequest =
  | { readonly type: 'sample'; readonly run: string; readonly step: number; readonly kind: PictureKind | undefined }
  | { readonly type: 'imported'; readonly run: string; readonly tag: number; readonly step: number }
  | { readonly type: 'mosaic'; readonly dataset: string }
  | {
      readonly type: 'atlas'
      readonly dataset: string
      readonly split: string
      readonly offset: number
      readonly count: number
    }
  /** A file of the page, as segments of plain characters below the page's folder. */
  | { readonly type: 'page'; readonly segments: readonly string[] }

/** Most images in one atlas. */
export const maxAtlasCount = 1000

const count = (digits: string | undefined): number | undefined => {
  if (digits === undefined || !/^(0|[1-9]\d{0,14})$/.test(digits)) return undefined
  return Number(digits)
}

const pngName = (name: string | undefined): string | undefined =>
  name?.endsWith('.png') === true ? name.slice(0, -'.png'.length) : undefined

function mediaRequest(segments: readonly string[]): ContentRequest | undefined {
  const [domain, id, kind, file, ...more] = segments
  if (more.length > 0 || !Id.safeParse(id).success || id === undefined) return undefined
  if (domain === 'runs' && kind === 'samples') {
    const [first, ...rest] = (pngName(file) ?? '').split('-')
    const step = count(first)
    const kind = rest.length === 0 ? undefined : PictureKind.safeParse(rest.join('-'))
    if (step === undefined || kind?.success === false) return undefined
    return { type: 'sample', run: id, step, kind: kind?.data }
  }
  if (domain === 'runs' && kind === 'imported') {
    const [first, second, ...others] = (pngName(file) ?? '').split('-')
    const [tag, step] = [count(first), count(second)]
    if (others.length > 0 || tag === undefined || step === undefined) return undefined
    return { type: 'imported', run: id, tag, step }
  }
  if (domain !== 'datasets' || kind === undefined) return undefined
  if (file === undefined) return kind === 'mosaic.png' ? { type: 'mosaic', dataset: id } : undefined
  const [first, second, ...others] = (pngName(file) ?? '').split('-')
  const [offset, images] = [count(first), count(second)]
  if (others.length > 0 || offset === undefined || images === undefined) return undefined
  if (images < 1 || images > maxAtlasCount || !SplitName.safeParse(kind).success) return undefined
  return { type: 'atlas', dataset: id, split: kind, offset, count: images }
}

function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}

/** Parses an address of the studio's scheme; undefined for every other origin, shape or character. */
export function parseContentRequest(address: string): ContentRequest | undefined {
  const url = parseUrl(address)
  if (url === undefined || `${url.protocol}//${url.host}` !== ORIGIN || url.username !== '' || url.password !== '')
    return undefined
  const segments = url.pathname.slice(1).split('/')
  if (segments[0] === 'media') return mediaRequest(segments.slice(1))
  if (url.pathname === '/') return { type: 'page', segments: ['index.html'] }
  const plain = segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment))
  return plain ? { type: 'page', segments } : undefined
}
