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

/** Like {@link openHome}; a home that another studio holds is opened for reading. For commands that only list and show. */
export function openShared(paths: HomePaths): OpenHome {
  try {
    return openHome(paths)
  } catch (error) {
    if (!(error instanceof StudioError) || error.code !== 'STUDIO_BUSY') throw error
    const store = openStoreForReading(paths.database)
    return { paths, access: 'shared', store, close: () => store.close() }
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw unusableHome(`The studio home cannot be made: ${folder}`, error)
  }
}
