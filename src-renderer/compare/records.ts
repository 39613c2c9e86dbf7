import type { RunRow } from '@shared/compare/row'
import type { Run } from '@shared/runs/run'
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { recordKey } from './row-changes'

/** The full records of runs of this studio by id, read one after the other and again when one has changed. */
export function useRecords(rows: () => readonly RunRow[]): ShallowRef<ReadonlyMap<string, Run>> {
  const notices = useNotices()
  const records = shallowRef<ReadonlyMap<string, Run>>(new Map())
  const read = new Map<string, string>()
  const life = new AbortController()
  let reading = false

  const stale = (): RunRow | undefined =>
    rows().find((row) => row.source === 'studio' && read.get(row.id) !== recordKey(row))

  async function readAll(): Promise<void> {
    if (reading) return
    reading = true
    try {
      for (let next = stale(); next && !life.signal.aborted; next = stale()) {
        read.set(next.id, recordKey(next))
        const run = await api.runs.show({ id: next.id }, { signal: life.signal })
        records.value = new Map(records.value).set(run.id, run)
      }
    } catch (error) {
      if (!life.signal.aborted) notices.fail(error)
    } finally {
      reading = false
    }
  }

  watch(() => rows().map((row) => `${row.id} ${recordKey(row)}`), readAll, { immediate: true })
  onScopeDispose(() => life.abort())
  return records
}
