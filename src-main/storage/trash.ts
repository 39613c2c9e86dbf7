import { type TrashItem, type TrashKind, trashKinds } from '@shared/storage/trash'

/** What was deleted of one kind, and its way back. */
export interface Bin {
  trash(): readonly TrashItem[]
  /** @throws StudioError that there is none, with nothing changed */
  restore(id: string): void
  /** Deletes things in the trash with their files, all of them with null; each whole or not at all. @throws StudioError that there is none */
  purge(ids: readonly string[] | null): Promise<void>
}

/** Everything that was deleted and can come back. */
export class Trash {
  constructor(
    private readonly bins: Readonly<Record<TrashKind, Bin>>,
    private readonly now: () => number,
  ) {}

  /** What was deleted last first. */
  list(): TrashItem[] {
    return trashKinds.flatMap((kind) => this.bins[kind].trash()).sort((a, b) => b.deleted - a.deleted)
  }

  /** @throws StudioError that there is none of that kind in the trash, `STUDIO_BUSY` */
  restore(kind: TrashKind, id: string): void {
    this.bins[kind].restore(id)
  }

  /** Deletes for good; all of a kind with null. @throws StudioError that there is none of that kind in the trash, `STUDIO_BUSY` */
  purge(kind: TrashKind, ids: readonly string[] | null): Promise<void> {
    return this.bins[kind].purge(ids)
  }

  /** Deletes for good what has been in the trash for its time. */
  async expire(): Promise<void> {
    const now = this.now()
    for (const { kind, id } of this.list().filter(({ until }) => until <= now)) await this.purge(kind, [id])
  }
}
