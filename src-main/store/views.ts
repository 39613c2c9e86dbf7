import { type KeptView, SavedView } from '@shared/compare/view'
import { z } from 'zod'
import { unknownName } from '../nearest'
import { jsonColumn, type Sql } from './sql'

const Row = z.object({ document: jsonColumn(SavedView), updated: z.int() })

/** Saved views of projects in the database; a name is one view of a project. */
export class ViewStore {
  constructor(
    private readonly sql: Sql,
    private readonly now: () => number,
  ) {}

  /** By name. */
  list(project: string): KeptView[] {
    const query = 'SELECT document, updated FROM saved_view WHERE project = ? ORDER BY name COLLATE NOCASE'
    return this.sql.all(Row, query, project).map(({ document, updated }) => ({ ...document, updated }))
  }

  /** Keeps a view, in place of one of the same name. */
  put(project: string, view: SavedView): KeptView {
    const updated = this.now()
    const query = 'INSERT OR REPLACE INTO saved_view (project, name, document, updated) VALUES (?, ?, ?, ?)'
    this.sql.run(query, project, view.name, JSON.stringify(view), updated)
    return { ...view, updated }
  }

  /** @throws StudioError `INVALID_INPUT` where there is none of that name */
  remove(project: string, name: string): void {
    if (this.sql.run('DELETE FROM saved_view WHERE project = ? AND name = ?', project, name) > 0) return
    const names = this.list(project).map((view) => view.name)
    throw unknownName('INVALID_INPUT', 'view', name, names)
  }
}
