import type { Run, RunSummary } from '@shared/runs/run'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'

/** The full records of some runs by id, read one after the other and again when a run changes its state. */
export function useRecords(runs: () => readonly RunSummary[]): ShallowRef<ReadonlyMap<string, Run>> {
  const notices = useNotices()
  const records = shallowRef<ReadonlyMap<string, Run>>(new Map())
  const read = new Map<string, string>()
  const life = new AbortController()
  let reading = false

  const stale = () => runs().find(({ id, status }) => read.get(id) !== status.state)

  async function readAll(): Promise<void> {
    if (reading) return
    reading = true
    try {
      for (let next = stale(); next && !life.signal.aborted; next = stale()) {
        read.set(next.id, next.status.state)
        const run = await api.runs.show({ id: next.id }, { signal: life.signal })
        records.value = new Map(records.value).set(run.id, run)
      }
    } catch (error) {
      if (!life.signal.aborted) notices.fail(error)
    } finally {
      reading = false
    }
  }

  watch(() => runs().map(({ id, status }) => `${id} ${status.state}`), readAll, { immediate: true })
  onScopeDispose(() => life.abort())
  return records
}
