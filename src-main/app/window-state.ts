import { z } from 'zod'

const Rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() })
export type Rectangle = z.infer<typeof Rectangle>

/** Where the window was when it closed. */
export const WindowState = z.object({ bounds: Rectangle, maximised: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

/** Smallest window that the studio's screens fit in. */
export const minimumSize = { width: 900, height: 600 } as const
const preferredSize = { width: 1440, height: 900 } as const

const overlap = (a: Rectangle, b: Rectangle): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/**
 * The bounds of a new window: those of last time, made to fit a display that is there now, else centred on the first.
 *
 * @param displays the work areas of the displays, the primary one first
 */
export function placeWindow(last: Rectangle | undefined, displays: readonly Rectangle[]): Rectangle {
  const [primary] = displays
  if (primary === undefined) return last ?? { x: 0, y: 0, ...preferredSize }
  const home =
    last === undefined
      ? primary
      : displays.reduce((best, area) => (overlap(area, last) > overlap(best, last) ? area : best), primary)
  const width = Math.min(home.width, Math.max(minimumSize.width, last?.width ?? preferredSize.width))
  const height = Math.min(home.height, Math.max(minimumSize.height, last?.height ?? preferredSize.height))
  const visible = last !== undefined && overlap(home, last) > 0
  const x = visible ? last.x : home.x + Math.round((home.width - width) / 2)
  const y = visible ? last.y : home.y + Math.round((home.height - height) / 2)
  return {
    x: Math.max(home.x, Math.min(x, home.x + home.width - width)),
    y: Math.max(home.y, Math.min(y, home.y + home.height - height)),
    width,
    height,
  }
}

/** The state that a file holds; undefined if it holds something else. */
export function parseWindowState(text: string): WindowState | undefined {
  try {
    return WindowState.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
