import { Transformer } from '@napi-rs/image'
import type { CDPSession, Page, Request } from '@playwright/test'

declare global {
  interface Window {
    /** When the last input came, on the page's clock. */
    inputAt?: number
  }
}

/** Milliseconds without another picture after which a page counts as done. */
const QUIET = 1200
/** The same after deeds whose work a page may put off, or give to a thread of its own. */
export const PATIENT = 8000
/** Milliseconds that a first picture is waited for. */
const UNCHANGED = 20_000
/** Most milliseconds that are waited for. */
const LONGEST = 180_000

/** Motion and a blinking caret would never let a page come to rest. The weight of an id is over rules that are important themselves. */
const STILL =
  ':is(#any, *), :is(#any, *)::before, :is(#any, *)::after { animation: none !important; transition: none !important; caret-color: transparent !important; } .cursors-layer { display: none !important; }'

/** Lets milliseconds go by. */
export const rest = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))

/** What was done in a page, timed by the pictures that it then showed. */
export interface Timed {
  /** Milliseconds from the input event to the first picture that differed, and to the last one before the page was at rest. */
  readonly first: number
  readonly last: number
}

/**
 * Watches the pictures of a page: Chromium's screencast tells each frame that the compositor showed, with its time. The same for any page,
 * whatever it draws with.
 */
export class Pictures {
  #frames: { readonly at: number; readonly data: string }[] = []
  readonly #session: CDPSession
  /** Requests without an answer, and when the last answer came: a page that waits for one is not at rest. */
  readonly #asked = new Set<Request>()
  #answered = 0

  private constructor(
    private readonly page: Page,
    session: CDPSession,
  ) {
    this.#session = session
    page.on('request', (request) => this.#asked.add(request))
    const over = (request: Request): void => {
      this.#asked.delete(request)
      this.#answered = Date.now()
    }
    page.on('requestfinished', over)
    page.on('requestfailed', over)
    session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
      const before = this.#frames.at(-1)
      if (before?.data !== data) this.#frames.push({ at: (metadata.timestamp ?? Number.NaN) * 1000, data })
      session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined)
    })
  }

  static async of(page: Page): Promise<Pictures> {
    await page.addStyleTag({ content: STILL })
    return new Pictures(page, await page.context().newCDPSession(page))
  }

  /** @param least pictures that have to come before the page can be at rest @param quiet ms without another picture that are rest */
  async #rest(since: number, least = 0, quiet = QUIET): Promise<void> {
    const begin = Date.now()
    while (Date.now() - begin < LONGEST) {
      await rest(100)
      const last = Math.max(since, this.#answered, this.#frames.at(-1)?.at ?? 0)
      if (this.#asked.size > 0 || Date.now() - last < quiet) continue
      if (this.#frames.length < least && Date.now() - since < UNCHANGED) continue
      // A page whose thread is at work shows nothing either: it answers when that is done, and has drawn what came of it.
      const pictures = this.#frames.length
      const asked = Date.now()
      await this.page
        .evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
        .catch(() => undefined)
      if (this.#frames.length === pictures && Date.now() - asked < quiet) return
    }
    throw new Error(`the page does not come to rest in ${LONGEST} ms`)
  }

  /** Times from the wish to load a page to its first picture that is another, and to its last one. */
  async load(work: () => Promise<unknown>): Promise<Timed> {
    this.#frames = []
    await this.#begin()
    await this.#rest(Date.now())
    this.#frames = this.#frames.slice(-1)
    const at = Date.now()
    await work()
    await this.page.waitForFunction(() => document.head !== null)
    await this.page.addStyleTag({ content: STILL })
    await this.#rest(Date.now())
    await this.#session.send('Page.stopScreencast')
    return this.#since(at)
  }

  /** Waits until the page is at rest. */
  async rest(): Promise<void> {
    this.#frames = []
    await this.#begin()
    await this.#rest(Date.now())
    await this.#session.send('Page.stopScreencast')
  }

  #begin(): Promise<unknown> {
    const size = { maxWidth: 640, maxHeight: 400 }
    return this.#session.send('Page.startScreencast', { format: 'jpeg', quality: 30, ...size, everyNthFrame: 1 })
  }

  #since(at: number): Timed {
    const after = this.#frames.filter((frame) => frame.at > at)
    const [begin, end] = [after[0], after.at(-1)]
    if (begin === undefined || end === undefined) throw new Error('no picture changed')
    return { first: Math.round(begin.at - at), last: Math.round(end.at - at) }
  }

  /** Times a deed from its last input event of a kind, as the page sees it. @param quiet ms without another picture after which it is done */
  async time(
    event: 'click' | 'input' | 'keydown' | 'pointerup',
    deed: () => Promise<unknown>,
    quiet = QUIET,
  ): Promise<Timed> {
    this.#frames = []
    await this.#begin()
    await this.#rest(Date.now())
    await this.page.evaluate((kind) => {
      const state: Window = window
      delete state.inputAt
      const note = ({ timeStamp }: Event): void => {
        state.inputAt = performance.timeOrigin + timeStamp
      }
      window.addEventListener(kind, note, { capture: true, once: true })
    }, event)
    this.#frames = this.#frames.slice(-1)
    await deed()
    await this.#rest(Date.now(), 2, quiet)
    await this.#session.send('Page.stopScreencast')
    const at = await this.page.evaluate(() => window.inputAt)
    if (at === undefined) throw new Error(`no ${event} came`)
    return this.#since(at)
  }
}

/** Frames a second of a page, and milliseconds between frames below which 95 % lie, while `work` goes on. */
export async function framesDuring(
  page: Page,
  work: () => Promise<unknown>,
): Promise<{ perSecond: number; p95: number }> {
  const frames = await page.evaluateHandle(() => {
    const state = { times: [] as number[], on: true }
    const tick = (now: number): void => {
      state.times.push(now)
      if (state.on) requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
    return state
  })
  await work()
  const times = await frames.evaluate((state) => {
    state.on = false
    return state.times
  })
  const gaps = times
    .slice(1)
    .map((time, i) => time - (times[i] ?? time))
    .sort((a, b) => a - b)
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0)
  const p95 = gaps[Math.floor(0.95 * (gaps.length - 1))] ?? Number.NaN
  return { perSecond: Number(((gaps.length / span) * 1000).toFixed(1)), p95: Number(p95.toFixed(1)) }
}

/** A part of a page, in pixels. */
export interface Part {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How far red, green and blue of a pixel lie apart from which on it has a colour: axes, grids and texts are grey. */
const COLOURED = 40

/** How much of a chart is coloured, which its lines are and its axes are not: the share of its pixels, and the y of the row with most. */
export async function inkOf(page: Page, box: Part): Promise<{ readonly share: number; readonly y: number }> {
  const png = new Transformer(await page.screenshot({ clip: box }))
  const { width, height } = await png.metadata()
  const raw = await png.rawPixels()
  const channels = raw.length / (width * height)
  const rows = Array.from({ length: height }, (_, row) => {
    let found = 0
    for (let column = 0; column < width; column++) {
      const at = (row * width + column) * channels
      const colours = [raw[at] ?? 0, raw[at + 1] ?? 0, raw[at + 2] ?? 0]
      if (Math.max(...colours) - Math.min(...colours) > COLOURED) found++
    }
    return found
  })
  const most = rows.indexOf(Math.max(...rows))
  const share = rows.reduce((sum, found) => sum + found, 0) / (width * height)
  return { share: Number(share.toPrecision(3)), y: box.y + (most / height) * box.height }
}

/**
 * Drags over a chart, there and back, and turns the wheel on it: what moves and zooms a chart here and elsewhere. The hand is where most
 * of the lines are, so that they stay in view; `ink` is how much of the chart is coloured while it is moved.
 * @param keys what is held to move and to zoom, and how many turns of the wheel show a part that can be moved
 */
export async function panAndZoom(
  page: Page,
  box: Part,
  keys: { readonly pan: string | null; readonly zoom: string | null; readonly turns: number },
) {
  const x = box.x + box.width / 2
  const { y } = await inkOf(page, box)
  const held = async (key: string | null, work: () => Promise<void>): Promise<void> => {
    if (key !== null) await page.keyboard.down(key)
    await work()
    if (key !== null) await page.keyboard.up(key)
  }
  await page.mouse.move(x, y)
  await held(keys.zoom, async () => {
    for (let i = 0; i < keys.turns; i++) await page.mouse.wheel(0, -120)
  })
  await rest(1500)
  const still = await framesDuring(page, () => rest(1000))
  let ink = 0
  await held(keys.pan, async () => {
    await page.mouse.down()
    await page.mouse.move(x - box.width * 0.25, y, { steps: 3 })
    ink = (await inkOf(page, box)).share
    await page.mouse.move(x, y, { steps: 3 })
    await page.mouse.up()
  })
  if (ink === 0) throw new Error('the chart that was moved showed nothing')
  await rest(1000)
  const panning = await framesDuring(page, () =>
    held(keys.pan, async () => {
      await page.mouse.down()
      for (let i = 0; i < 120; i++) await page.mouse.move(x + box.width * 0.3 * Math.sin(i / 12), y)
      await page.mouse.up()
    }),
  )
  await rest(1000)
  const zooming = await framesDuring(page, () =>
    held(keys.zoom, async () => {
      for (let i = 0; i < 60; i++) await page.mouse.wheel(0, i % 20 < 10 ? -60 : 60)
    }),
  )
  return { still, panning, zooming, ink }
}
