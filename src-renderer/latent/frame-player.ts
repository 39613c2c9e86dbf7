import type { DrawnClass } from '@shared/latent/drawn-class'
import { decodeAnswer, encodeRequest, type FrameAnswer } from '@shared/latent/frames'

/** The part of a MessagePort that frames need. */
export interface FramePort {
  postMessage(message: ArrayBuffer): void
  onmessage: ((event: MessageEvent<unknown>) => void) | null
}

/** A picture, or several, that somebody wants to see. */
export interface Wish {
  /** count·latentSize numbers. */
  readonly latents: Float32Array
  readonly count: number
  /** The class of all of them, or a blend of two; without it the classes in turn. */
  readonly label?: DrawnClass | null
  /** Comes back with the answer, so that it is known what the pictures show. */
  readonly key: string
  /** When the input came that made it wanted (`Event.timeStamp`), where one did. */
  readonly since?: number | undefined
}

/** What a frame player counted since it was made. */
export interface FrameCounts {
  /** Answers that were drawn. */
  readonly drawn: number
  /** Wishes that a newer one replaced before they were sent. */
  readonly replaced: number
}

/** Asks for frames so that the newest wish wins. */
export interface FramePlayer {
  /** Replaces a wish that still waits. */
  request(wish: Wish): void
  counts(): FrameCounts
  /** Whether nothing is under way. */
  idle(): boolean
  /** Lets go of the port; later answers are not drawn. */
  close(): void
}

/** What becomes of answers. */
export interface FrameSink {
  draw(answer: FrameAnswer, wish: Wish): void
  /** The sampling process could not draw a frame, or answered with something else. */
  fail(): void
}

/** Latest wins: one request is under way, the newest wish since then waits, all between are dropped. */
export function createFramePlayer(port: FramePort, sink: FrameSink): FramePlayer {
  let number = 0
  let drawn = 0
  let replaced = 0
  let underWay: Wish | undefined
  let waiting: Wish | undefined

  function send(wish: Wish): void {
    number = (number + 1) >>> 0
    underWay = wish
    const message = encodeRequest({
      request: number,
      count: wish.count,
      label: wish.label ?? null,
      latents: wish.latents,
    })
    // Copied, not transferred: Electron delivers a transferred buffer to another process as null.
    port.postMessage(message)
  }

  port.onmessage = ({ data }) => {
    const answer = decodeAnswer(data)
    const wish = underWay
    if (answer === undefined || wish === undefined || answer.request !== number) return sink.fail()
    underWay = undefined
    const next = waiting
    waiting = undefined
    if (next) send(next)
    if (answer.count !== wish.count) return sink.fail()
    drawn++
    sink.draw(answer, wish)
  }

  return {
    request(wish) {
      if (!underWay) return send(wish)
      if (waiting) replaced++
      waiting = wish
    },
    counts: () => ({ drawn, replaced }),
    idle: () => underWay === undefined,
    close() {
      port.onmessage = null
      waiting = undefined
    },
  }
}
