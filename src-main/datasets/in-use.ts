import { StudioError } from '@shared/contract/errors'
import { otherDatasetOf } from '@shared/runs/config'
import { isActive } from '@shared/runs/status'
import { busyError } from '../home/lock'
import type { OpenHome } from '../home/open'

/** Makes sure that a dataset may change. @throws StudioError `IN_USE` while a run trains on it, `STUDIO_BUSY` */
export function requireUnused({ access, paths, store }: OpenHome, dataset: string): void {
  if (access === 'shared') throw busyError(paths)
  const user = store.runs
    .list(null)
    .filter(({ status }) => isActive(status.state))
    .find((run) => run.dataset === dataset || otherDatasetOf(store.runs.get(run.id).config)?.id === dataset)
  if (user === undefined) return
  throw new StudioError('IN_USE', `The run “${user.name}” trains on this dataset`, {
    safe: 'Nothing has been changed.',
    next: 'Stop the run first.',
  })
}
