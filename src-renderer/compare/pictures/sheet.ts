const loaded = new Map<string, Promise<ImageBitmap>>()
/** Pictures that are kept decoded. */
const MOST = 400

async function decode(address: string): Promise<ImageBitmap> {
  const image = new Image()
  image.src = address
  await image.decode()
  return createImageBitmap(image)
}

/** A picture of a run, decoded. The last 400 are kept, so that a film is smooth at its second showing. Rejects where it is not there. */
export function pictureBitmap(address: string): Promise<ImageBitmap> {
  const known = loaded.get(address)
  if (known !== undefined) return known
  const bitmap = decode(address)
  loaded.set(address, bitmap)
  bitmap.catch(() => loaded.delete(address))
  const [oldest] = loaded.keys()
  if (loaded.size > MOST && oldest !== undefined) loaded.delete(oldest)
  return bitmap
}
