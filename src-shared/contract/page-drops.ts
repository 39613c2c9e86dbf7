import { ImportSource } from './datasets'

/**
 * How files that are dropped on the window become a source. The preload script sees the drop, asks Electron for the path of
 * what was dropped, and sends it to main on {@link dropChannel}; main keeps the path and answers with an `ImportSource`,
 * which the preload script posts to the page as `{ dropped }`. The page never sees a path.
 */
export const dropChannel = 'dropped-path'

/** The source in the data of a `message` event, undefined if it is something else. */
export function parsePageDrop(data: unknown): ImportSource | undefined {
  if (typeof data !== 'object' || data === null || !('dropped' in data)) return undefined
  return ImportSource.safeParse(data.dropped).data
}
