import { Transformer } from '@napi-rs/image'
import type { Frames } from '@shared/media/gif'
import { vp8FrameOf, webmOf } from '@shared/media/webm'

/** WebP's scale; at 95 the levels of a still picture are a few of 256 off. */
const QUALITY = 95

/** A WebM film of some pictures of one size. @param frameMs milliseconds for each frame */
export async function encodeWebm(frames: Frames, frameMs: number): Promise<Uint8Array> {
  // Its size is known from the first frame, which is not drawn again.
  const first = frames.count === 0 ? undefined : await frames.at(0)
  const { width, height } = first ?? { width: 0, height: 0 }
  const at = async (index: number): Promise<Uint8Array> => {
    const { pixels } = index === 0 && first !== undefined ? first : await frames.at(index)
    return vp8FrameOf(await Transformer.fromRgbaPixels(pixels, width, height).webp(QUALITY))
  }
  return webmOf({ count: frames.count, width, height, at }, frameMs)
}
