import { JsColorType, Transformer } from '@napi-rs/image'
import { StudioError } from '@shared/contract/errors'
import { isGrey, type Picture } from '@shared/media/picture'

/** A PNG file. Pictures of greys alone are stored with one colour channel. */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  const image = Transformer.fromRgbaPixels(picture.pixels, picture.width, picture.height)
  return (isGrey(picture) ? image.grayscale() : image).png()
}

/** Channels of the colour types with 8 bits; the studio writes no others. */
const channelsOf = new Map<JsColorType, number>([
  [JsColorType.L8, 1],
  [JsColorType.La8, 2],
  [JsColorType.Rgb8, 3],
  [JsColorType.Rgba8, 4],
])

/** Reads a picture file of 8 bits a channel. @throws StudioError `INVALID_INPUT` for bytes that hold none; `name` tells which */
export async function decodePng(bytes: Uint8Array, name: string): Promise<Picture> {
  const refuse = (details: string): StudioError =>
    new StudioError('INVALID_INPUT', `${name} is not a picture that can be read.`, {
      safe: 'Nothing was changed.',
      next: 'Remove the file, then try again.',
      details,
    })
  const read = async () => {
    const image = new Transformer(bytes)
    const { width, height, colorType } = await image.metadata()
    return { width, height, colorType, raw: await image.rawPixels() }
  }
  const { width, height, colorType, raw } = await read().catch((error: unknown) => {
    throw refuse(String(error))
  })
  const channels = channelsOf.get(colorType)
  if (channels === undefined) throw refuse(`colour type ${colorType}`)
  const pixels = new Uint8Array(width * height * 4)
  const colours = channels < 3 ? 1 : 3
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) pixels[4 * i + c] = raw[channels * i + Math.min(c, colours - 1)] ?? 0
    pixels[4 * i + 3] = channels === colours ? 255 : (raw[channels * i + colours] ?? 255)
  }
  return { width, height, pixels }
}
