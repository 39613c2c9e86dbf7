import type { PictureAxis } from '@shared/compare/picture-view'
import { encodeGif } from '@shared/media/gif'
import { vp8FrameOf, webmOf } from '@shared/media/webm'
import { runTitle } from '@shared/runs/title'
import type { Tokens } from '../../app/tokens'
import { runStyle } from '../../ui/run-style'
import { CAPTION, type FilmLayout, filmLayout, spread } from './film-layout'
import { type FilmStrip, pictureAt } from './film-strip'
import { placeWords } from './place-words'
import { pictureBitmap } from './sheet'

/** What a film is made of. */
export interface FilmOrder {
  readonly strips: readonly FilmStrip[]
  /** Places of the slider, one a frame. */
  readonly places: readonly number[]
  readonly axis: PictureAxis
  readonly token: Tokens
  /** Told of the frames that are done; throws to give up. */
  readonly progress: (done: number, total: number) => void
}

/** Pixels of the longer side of a film at most. */
const MOST_PIXELS = 1600
const MOST_FRAMES = 240
/** Milliseconds that the last frame stays, and that a film takes in all. */
const END = 1500
const LENGTH = 8000

type Sheet = OffscreenCanvasRenderingContext2D

function sheetOf({ width, height }: FilmLayout): Sheet {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('The page gives no canvas')
  context.imageSmoothingEnabled = false
  return context
}

/** Words cut to a width. */
function fittedWords(context: Sheet, words: string, width: number): string {
  if (context.measureText(words).width <= width) return words
  let end = words.length
  while (end > 1 && context.measureText(`${words.slice(0, end)}…`).width > width) end--
  return `${words.slice(0, end)}…`
}

async function picturesAt({ strips }: FilmOrder, place: number) {
  return Promise.all(
    strips.flatMap((strip) => {
      const at = pictureAt(strip, place)
      if (at === undefined) return []
      return [pictureBitmap(strip.address(at.step)).then((picture) => ({ strip, at, picture }))]
    }),
  )
}

/** Draws the frame of a place: every run's nearest picture under its caption. */
async function drawFrame(context: Sheet, layout: FilmLayout, order: FilmOrder, place: number): Promise<void> {
  const { token, axis } = order
  const pictures = await picturesAt(order, place)
  context.fillStyle = token('bg-0')
  context.fillRect(0, 0, layout.width, layout.height)
  context.font = '12px system-ui, sans-serif'
  context.textBaseline = 'middle'
  for (const [i, { strip, at, picture }] of pictures.entries()) {
    const cell = layout.cells[i]
    if (!cell) continue
    const middle = cell.y - CAPTION / 2
    context.fillStyle = token(runStyle(strip.run.number).token)
    context.fillRect(cell.x, middle - 5, 4, 10)
    const right = placeWords(axis, at)
    const taken = context.measureText(right).width
    context.fillStyle = token('text-2')
    context.textAlign = 'right'
    context.fillText(right, cell.x + cell.width, middle)
    context.fillStyle = token('text-1')
    context.textAlign = 'left'
    context.fillText(fittedWords(context, runTitle(strip.run), cell.width - taken - 18), cell.x + 10, middle)
    context.drawImage(picture, cell.x, cell.y, cell.width, cell.height)
  }
}

/** The film as the bytes of a GIF or WebM file. Rejects where a picture is not there any more, or `progress` throws. */
export async function filmFile(format: 'gif' | 'webm', order: FilmOrder): Promise<Blob> {
  const places = spread(order.places, MOST_FRAMES)
  const first = await picturesAt(order, places.at(-1) ?? 0)
  const layout = filmLayout(
    first.map(({ picture }) => picture),
    MOST_PIXELS,
  )
  const context = sheetOf(layout)
  const delay = Math.max(40, Math.min(300, Math.round(LENGTH / Math.max(1, places.length))))
  const last = places.at(-1) ?? 0
  const all = [...places, ...Array.from({ length: Math.round(END / delay) }, () => last)]
  const { width, height } = layout
  let done = 0
  const draw = async (index: number): Promise<void> => {
    await drawFrame(context, layout, order, all[index] ?? last)
  }
  const told = (): void => order.progress(Math.min(++done, all.length), all.length)
  if (format === 'gif') {
    const at = async (index: number) => {
      await draw(index)
      const { data } = context.getImageData(0, 0, width, height)
      told()
      return { width, height, pixels: new Uint8Array(data.buffer) }
    }
    // The signs of the runs are coloured, also where all pictures are grey.
    return new Blob([await encodeGif({ count: all.length, at, grey: false }, delay)], { type: 'image/gif' })
  }
  const at = async (index: number): Promise<Uint8Array> => {
    await draw(index)
    const webp = await context.canvas.convertToBlob({ type: 'image/webp', quality: 0.92 })
    told()
    return vp8FrameOf(new Uint8Array(await webp.arrayBuffer()))
  }
  return new Blob([await webmOf({ count: all.length, width, height, at }, delay)], { type: 'video/webm' })
}

/** Pictures of a strip at most. */
const MOST_PICTURES = 10

/** A PNG: a row for each run, its pictures over the training from left to right. */
export async function stripFile(order: FilmOrder): Promise<Blob> {
  const places = spread(order.places, MOST_PICTURES)
  const rows: Sheet[] = []
  for (const [i, strip] of order.strips.entries()) {
    const own = { ...order, strips: [strip] }
    const pictures = await Promise.all(places.map((place) => picturesAt(own, place)))
    const sizes = pictures.flat().map(({ picture }) => picture)
    const layout = filmLayout(sizes.slice(0, 1), 320)
    for (const [column, place] of places.entries()) {
      const cell = sheetOf(layout)
      await drawFrame(cell, layout, own, place)
      const row = rows[i] ?? sheetOf({ ...layout, width: layout.width * places.length })
      rows[i] = row
      row.drawImage(cell.canvas, column * layout.width, 0)
      order.progress(i * places.length + column + 1, order.strips.length * places.length)
    }
  }
  const width = Math.max(1, ...rows.map(({ canvas }) => canvas.width))
  const height = Math.max(
    1,
    rows.reduce((sum, { canvas }) => sum + canvas.height, 0),
  )
  const whole = sheetOf({ width, height, factor: 1, cells: [] })
  whole.fillStyle = order.token('bg-0')
  whole.fillRect(0, 0, width, height)
  let top = 0
  for (const { canvas } of rows) {
    whole.drawImage(canvas, 0, top)
    top += canvas.height
  }
  return whole.canvas.convertToBlob({ type: 'image/png' })
}
