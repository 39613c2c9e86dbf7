import type { TrashItem, TrashKind } from '@shared/storage/trash'
import { useNotices } from '../app/notices'
import { api } from '../client/api'
import { useDatasets } from '../datasets/store'
import { useProjects } from '../projects/store'
import { formatCount } from '../ui/format/numbers'

/** What names a thing in the trash. */
type Named = Readonly<Pick<TrashItem, 'id' | 'name'>> & { readonly kind: TrashKind }

/** What a thing in the trash is called: its name, and what it holds. */
export function trashWords(item: TrashItem): { readonly title: string; readonly detail: string } {
  const count = (number: number, noun: string) => `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`
  switch (item.kind) {
    case 'project':
      return { title: `Project “${item.name}”`, detail: count(item.runs, 'run') }
    case 'dataset':
      return { title: `Dataset “${item.name}”`, detail: count(item.images, 'image') }
    case 'run':
      return { title: `Run ${formatCount(item.number)} “${item.name}”`, detail: '' }
  }
}

/** The way back from the trash. Failures are told; nothing is thrown. */
export function useTrash() {
  const notices = useNotices()
  const datasets = useDatasets()
  const projects = useProjects()

  const reload: Record<TrashKind, () => Promise<void>> = {
    project: () => projects.reload(),
    dataset: () => datasets.reload(),
    // Runs tell of themselves.
    run: async () => undefined,
  }

  async function restore({ kind, id, name }: Named): Promise<void> {
    try {
      await api.trash.restore({ kind, id })
      await reload[kind]()
      notices.say(`Restored ${name}`)
    } catch (error) {
      notices.fail(error)
    }
  }

  /** Says that a thing went into the trash, with a way back in the message. */
  function deleted(thing: Named): void {
    notices.say(`Deleted ${thing.name}`, { label: 'Undo', run: () => void restore(thing) })
  }

  return { restore, deleted }
}
