import type { RunRow } from '@shared/compare/row'
import type { Annotation } from '@shared/contract/compare'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { formatCount } from '../ui/format/numbers'

const runsWord = (count: number): string => (count === 1 ? '1 run' : `${formatCount(count)} runs`)

/** What a person does with runs of the table. Failures are told; nothing is thrown. @param take takes up changed rows */
export function useRunDeeds(take: (rows: readonly RunRow[], gone?: readonly string[]) => void) {
  const notices = useNotices()

  async function told(deed: () => Promise<void>): Promise<void> {
    try {
      await deed()
    } catch (error) {
      notices.fail(error)
    }
  }

  const annotate = (ids: readonly string[], change: Annotation): Promise<void> =>
    told(async () => {
      if (ids.length > 0) take(await api.compare.annotate({ ids: [...ids], change }))
    })

  const restore = (ids: readonly string[]): Promise<void> =>
    told(async () => take(await api.compare.restore({ ids: [...ids] })))

  /** Puts runs into the trash, with a way back in the message. */
  const discard = (ids: readonly string[]): Promise<void> =>
    told(async () => {
      if (ids.length === 0) return
      const deleted = await api.compare.discard({ ids: [...ids] })
      const gone = deleted.map(({ id }) => id)
      take([], gone)
      notices.say(`Deleted ${runsWord(gone.length)}`, { label: 'Undo', run: () => void restore(gone) })
    })

  const importLogs = (project: string, kind: 'folder' | 'file'): Promise<void> =>
    told(async () => {
      const result = await api.compare.importLogs({ project, kind })
      if (result === null) return
      for (const { log, note } of result.notes) notices.warn(`${log}: ${note}`)
      notices.say(`Imported ${runsWord(result.imported.length)}`)
    })

  const exportTable = (ids: readonly string[]): Promise<void> =>
    told(async () => {
      const written = await api.compare.exportTable({ ids: [...ids] })
      if (written) notices.say(`Wrote ${written.name}`)
    })

  const exportRun = (id: string, format: 'tensorboard' | 'csv' | 'json'): Promise<void> =>
    told(async () => {
      const written = await api.compare.exportRun({ id, format })
      if (written) notices.say(`Wrote ${written.name}`)
    })

  return { annotate, discard, restore, importLogs, exportTable, exportRun }
}
