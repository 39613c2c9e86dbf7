import type { RunRow } from '@shared/compare/row'
import type { Run } from '@shared/runs/run'
import { onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { recordKey } from './row-changes'

/** Records that are read at a time, at first and at most: what is drawn of them is drawn once for all of these. */
const FIRST = 10
const MOST = 80

/** The full records of runs of this studio by id, read some at a time and again when one has changed, and whether some are being read. */
export function useRecords(rows: () => readonly RunRow[]): {
  readonly records: Readonly<ShallowRef<ReadonlyMap<string, Run>>>
  readonly reading: Readonly<Ref<boolean>>
} {
  const notices = useNotices()
  const records = shallowRef<ReadonlyMap<string, Run>>(new Map())
  const read = new Map<string, string>()
  const life = new AbortController()
  const reading = ref(false)
  let together = FIRST

  const stale = (): RunRow[] =>
    rows()
      .filter((row) => row.source === 'studio' && read.get(row.id) !== recordKey(row))
      .slice(0, together)

  async function readAll(): Promise<void> {
    if (reading.value) return
    reading.value = true
    try {
      for (let next = stale(); next.length > 0 && !life.signal.aborted; next = stale()) {
        for (const row of next) read.set(row.id, recordKey(row))
        const answers = await Promise.allSettled(next.map(({ id }) => api.runs.show({ id }, { signal: life.signal })))
        const runs = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []))
        records.value = new Map([...records.value, ...runs.map((run) => [run.id, run] as const)])
        together = Math.min(MOST, 2 * together)
        const failed = answers.find((answer) => answer.status === 'rejected')
        if (failed) throw failed.reason
      }
    } catch (error) {
      if (!life.signal.aborted) notices.fail(error)
    } finally {
      reading.value = false
      together = FIRST
    }
  }

  watch(() => rows().map((row) => `${row.id} ${recordKey(row)}`), readAll, { immediate: true })
  onScopeDispose(() => life.abort())
  return { records, reading }
}
