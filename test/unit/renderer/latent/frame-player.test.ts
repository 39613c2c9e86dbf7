import { decodeRequest, encodeAnswer, type FrameAnswer } from '@shared/latent/frames'
import { describe, expect, it } from 'vitest'
import { createFramePlayer, type FramePort, type Wish } from '../../../../src-renderer/latent/frame-player'

/** The other end of the port: keeps requests and answers when told to. */
function sampler() {
  const requests: { request: number; first: number }[] = []
  const port: FramePort = {
    onmessage: null,
    postMessage(message) {
      const request = decodeRequest(message, 2)
      if (!request) throw new Error('malformed request')
      requests.push({ request: request.request, first: request.latents[0] ?? Number.NaN })
    },
  }
  const reply = (request: number, count = 1) => {
    const pixels = new Uint8ClampedArray(count * 4).fill(request)
    const data = encodeAnswer({ request, count, height: 1, width: 1, pixels })
    port.onmessage?.(new MessageEvent('message', { data }))
  }
  return { port, requests, reply }
}

function player(port: FramePort) {
  const drawn: (FrameAnswer & { readonly key: string })[] = []
  let failures = 0
  const frames = createFramePlayer(port, {
    draw: (answer, { key }) => drawn.push({ ...answer, key }),
    fail: () => failures++,
  })
  return { frames, drawn, failures: () => failures }
}

const wish = (first: number): Wish => ({ latents: Float32Array.of(first, 0), count: 1, key: `point ${first}` })

describe('createFramePlayer', () => {
  it('has one request under way and sends only the newest of those that waited', () => {
    const { port, requests, reply } = sampler()
    const { frames, drawn } = player(port)
    for (let i = 1; i <= 5; i++) frames.request(wish(i))
    expect(requests.map(({ first }) => first)).toEqual([1])
    reply(1)
    expect(requests.map(({ first }) => first)).toEqual([1, 5])
    reply(2)
    expect(requests.length).toBe(2)
    expect(drawn.map(({ request, key }) => [request, key])).toEqual([
      [1, 'point 1'],
      [2, 'point 5'],
    ])
    expect(frames.counts()).toEqual({ drawn: 2, replaced: 3 })
  })

  it('goes on after a request that failed', () => {
    const { port, requests, reply } = sampler()
    const { frames, drawn, failures } = player(port)
    frames.request(wish(1))
    frames.request(wish(2))
    reply(1, 0)
    expect(failures()).toBe(1)
    expect(requests.length).toBe(2)
    reply(2)
    expect(drawn.length).toBe(1)
  })

  it('reports what is no answer to its request and does not draw it', () => {
    const { port, reply } = sampler()
    const { frames, drawn, failures } = player(port)
    frames.request(wish(1))
    port.onmessage?.(new MessageEvent('message', { data: new ArrayBuffer(3) }))
    reply(7)
    expect(failures()).toBe(2)
    expect(drawn.length).toBe(0)
  })

  it('draws nothing after it was closed', () => {
    const { port, reply } = sampler()
    const { frames, drawn } = player(port)
    frames.request(wish(1))
    frames.close()
    reply(1)
    expect(drawn.length).toBe(0)
  })
})
