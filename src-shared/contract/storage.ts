import { CleanUp, CleanWish, StorageUsage } from '../storage/storage'
import { procedure } from './base'

/** What the studio home takes on the disk. */
export const storage = {
  usage: procedure.output(StorageUsage),
  /** What a clean-up would take away; nothing is changed. `UNKNOWN_PROJECT`. */
  plan: procedure.input(CleanWish).output(CleanUp),
  /**
   * Takes it away, thing by thing, each whole or not at all; answers with what went. What a run needs to go on, what is kept for a
   * reason, and everything of runs at work stays. `UNKNOWN_PROJECT`, `STUDIO_BUSY`.
   */
  clean: procedure.input(CleanWish).output(CleanUp),
}
