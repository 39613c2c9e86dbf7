import { sampleUrl } from '@shared/media/urls'
import type { PictureKind } from '@shared/runs/pictures'

const loaded = new Map<string, Promise<ImageBitmap>>()
/** Pictures that are kept decoded. */
const MOST = 400

async function decode(address: string): Promise<ImageBitmap> {
  const image = new Image()
  image.src = address
  await image.decode()
  return createImageBitmap(image)
}

/** A kept picture of a run, decoded. The last 400 are kept, so that a film is smooth at its second showing. Rejects where it is not there. */
export function pictureBitmap(run: string, step: number, kind: PictureKind | undefined): Promise<ImageBitmap> {
  const address = sampleUrl(run, step, kind)
  const known = loaded.get(address)
  if (known !== undefined) return known
  const bitmap = decode(address)
  loaded.set(address, bitmap)
  bitmap.catch(() => loaded.delete(address))
  const [oldest] = loaded.keys()
  if (loaded.size > MOST && oldest !== undefined) loaded.delete(oldest)
  return bitmap
}
