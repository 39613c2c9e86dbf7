import { mkdirSync } from 'node:fs'
import { StudioError } from '@shared/contract/errors'
import type { CheckTime } from '../store/database'
import { openStore, openStoreForReading, type Store } from '../store/store'
import type { HomePaths } from './home'
import { lockHome, unusableHome } from './lock'
import { finishRemovals } from './removal'

/** A studio home in use by this process. */
export interface OpenHome {
  readonly paths: HomePaths
  /** `exclusive`, or `shared` where another studio holds the home and this one only reads. */
  readonly access: 'exclusive' | 'shared'
  readonly store: Store
  close(): void
}

/**
 * Takes a studio home for this process and opens its database; the folder is made where there is none.
 * @throws StudioError `STUDIO_BUSY`, with nothing changed, where another studio holds it; `WRONG_STATE` for a home that a
 * newer studio wrote; `INVALID_INPUT` for a folder that cannot be written
 */
export function openHome(paths: HomePaths, checkTime: CheckTime = { type: 'at-open' }): OpenHome {
  makeFolder(paths.root)
  const lock = lockHome(paths)
  try {
    const store = openStore(paths.database, Date.now, checkTime)
    finishRemovals(paths, store)
    const close = () => {
      store.close()
      lock.release()
    }
    return { paths, access: 'exclusive', store, close }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** How often, and at which distance in milliseconds, a home is tried that another studio is just making: as long as SQLite waits for a lock. */
const PATIENCE = { tries: 250, distance: 20 } as const

/** Opening is synchronous, and so is to wait for it. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE.distance)
}

/** Whether a failure may be gone in a moment: the holder is making the database, brings it up to date, or is about to let go of it. */
const mayPass = (error: unknown): boolean =>
  error instanceof StudioError && (error.code === 'STUDIO_BUSY' || error.code === 'WRONG_STATE')

/** Takes the home; undefined where another studio holds it. */
function takeHome(paths: HomePaths): OpenHome | undefined {
  try {
    return openHome(paths)
  } catch (error) {
    if (error instanceof StudioError && error.code === 'STUDIO_BUSY') return undefined
    throw error
  }
}

/**
 * Like {@link openHome}; a home that another studio holds is opened for reading. For commands that only list and show. A home that the
 * other one is just making or bringing up to date is waited for, for five seconds.
 * @param wait lets a moment pass before the next try
 * @throws StudioError as `openHome`; `STUDIO_BUSY` or `WRONG_STATE` where the other studio has not made the database or is another version
 */
export function openShared(paths: HomePaths, wait: () => void = pause): OpenHome {
  for (let tried = 1; ; tried++) {
    const taken = takeHome(paths)
    if (taken) return taken
    try {
      const store = openStoreForReading(paths.database)
      return { paths, access: 'shared', store, close: () => store.close() }
    } catch (error) {
      if (tried === PATIENCE.tries || !mayPass(error)) throw error
    }
    wait()
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw unusableHome(`The studio home cannot be made: ${folder}`, error)
  }
}
