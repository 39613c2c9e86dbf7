import { decodeAnswer, encodeRequest, type FrameAnswer } from '@shared/latent/frames'

/** The part of a MessagePort that frames need. */
export interface FramePort {
  postMessage(message: ArrayBuffer, transfer: Transferable[]): void
  onmessage: ((event: MessageEvent<unknown>) => void) | null
}

/** What a frame player counted since it was made. */
export interface FrameCounts {
  /** Answers that were drawn. */
  readonly drawn: number
  /** Requests that a newer one replaced before they were sent. */
  readonly replaced: number
}

/** Asks for frames so that the newest wish wins. */
export interface FramePlayer {
  /** Wishes for a picture of `count` latents, count·latentSize numbers. Replaces a wish that still waits. */
  request(latents: Float32Array, count: number): void
  counts(): FrameCounts
  /** Lets go of the port; later answers are not drawn. */
  close(): void
}

/** What becomes of answers. */
export interface FrameSink {
  draw(answer: FrameAnswer): void
  /** The sampling process could not draw a frame, or answered with something else. */
  fail(): void
}

interface Wish {
  readonly latents: Float32Array
  readonly count: number
}

/** Latest wins: one request is under way, the newest of those that came since waits, all between are dropped. */
export function createFramePlayer(port: FramePort, sink: FrameSink): FramePlayer {
  let number = 0
  let drawn = 0
  let replaced = 0
  let underWay = false
  let waiting: Wish | undefined

  function send({ latents, count }: Wish): void {
    number = (number + 1) >>> 0
    underWay = true
    const message = encodeRequest({ request: number, count, latents })
    port.postMessage(message, [message])
  }

  port.onmessage = ({ data }) => {
    const answer = decodeAnswer(data)
    if (answer === undefined || answer.request !== number) return sink.fail()
    underWay = false
    const next = waiting
    waiting = undefined
    if (next) send(next)
    if (answer.count === 0) return sink.fail()
    drawn++
    sink.draw(answer)
  }

  return {
    request(latents, count) {
      if (!underWay) return send({ latents, count })
      if (waiting) replaced++
      waiting = { latents, count }
    },
    counts: () => ({ drawn, replaced }),
    close() {
      port.onmessage = null
      waiting = undefined
    },
  }
}
