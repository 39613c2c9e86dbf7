import type { ProcessPort } from '@shared/contract/fork-ports'
import { decodeRequest, encodeAnswer, type FrameRequest } from '@shared/latent/frames'
import { writeRgba } from '../pictures/pixels'
import type { LoadedGenerator } from './generator'

/** The answer that says that a request failed. */
const refusal = (request: number): ArrayBuffer =>
  encodeAnswer({ request, count: 0, height: 0, width: 0, pixels: new Uint8ClampedArray(0) })

/** The number of a request that may be malformed otherwise. */
function requestNumber(data: unknown): number | undefined {
  return data instanceof ArrayBuffer && data.byteLength >= 4 ? new Uint32Array(data, 0, 1)[0] : undefined
}

async function answer(
  generator: LoadedGenerator,
  { request, count, label, latents }: FrameRequest,
): Promise<ArrayBuffer> {
  const { height, width, channels } = generator.image
  const values = await generator.draw(latents, label)
  const pixels = new Uint8ClampedArray(count * height * width * 4)
  writeRgba(values, channels, pixels)
  return encodeAnswer({ request, count, height, width, pixels })
}

/**
 * Answers the requests of a frames channel, one after the other in their order. Every request with a number gets an
 * answer; `find` is asked each time, so a session may be opened after its channel.
 */
export function serveFrames(port: ProcessPort, find: () => LoadedGenerator | undefined): void {
  let last: Promise<void> = Promise.resolve()
  const reply = async (data: unknown) => {
    const number = requestNumber(data)
    if (number === undefined) return
    const generator = find()
    const request = generator && decodeRequest(data, generator.latent.size)
    if (!request) port.postMessage(refusal(number))
    else port.postMessage(await answer(generator, request).catch(() => refusal(number)))
  }
  port.on('message', (event) => {
    last = last.then(() => reply(event?.data))
  })
}
