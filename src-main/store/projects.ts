import { Id } from '@shared/contract/id'
import { Project, type ProjectCard } from '@shared/projects/project'
import { activeStates } from '@shared/runs/status'
import { z } from 'zod'
import { unknownName } from '../nearest'
import type { Sql } from './sql'

const columns = 'id, name, created, opened'
const kept = 'project.deleted IS NULL'
const ofIds = z.object({ id: Id })
const CardRow = Project.extend({
  runs: z.int(),
  active: z.int(),
  sample_run: Id.nullable(),
  sample_step: z.int().nullable(),
})

/** Projects in the database. */
export class ProjectStore {
  constructor(private readonly sql: Sql) {}

  /** Projects as cards, the one opened last first. */
  cards(): ProjectCard[] {
    const marks = activeStates.map(() => '?').join(', ')
    const rows = this.sql.all(
      CardRow,
      `SELECT project.id, project.name, project.created, project.opened,
         (SELECT count(*) FROM run WHERE run.project = project.id AND run.deleted IS NULL) AS runs,
         (SELECT count(*) FROM run WHERE run.project = project.id AND run.deleted IS NULL AND run.state IN (${marks})) AS active,
         newest.run AS sample_run, newest.step AS sample_step
       FROM project LEFT JOIN (
         SELECT run.project AS project, run.id AS run, max(run.number),
           (SELECT max(step) FROM sample WHERE sample.run = run.id) AS step
         FROM run WHERE run.deleted IS NULL AND EXISTS (SELECT 1 FROM sample WHERE sample.run = run.id) GROUP BY run.project
       ) AS newest ON newest.project = project.id
       WHERE ${kept}
       ORDER BY project.opened DESC, project.created DESC, project.rowid DESC`,
      ...activeStates,
    )
    return rows.map(({ active, sample_run: run, sample_step: step, ...card }) => ({
      ...card,
      activeRuns: active,
      latestSample: run === null || step === null ? null : { run, step },
    }))
  }

  ids(): string[] {
    return this.sql.all(ofIds, `SELECT id FROM project WHERE ${kept} ORDER BY created, rowid`).map(({ id }) => id)
  }

  /** The identifiers of all projects, those in the trash included. */
  everyId(): string[] {
    return this.sql.all(ofIds, 'SELECT id FROM project').map(({ id }) => id)
  }

  /** @throws StudioError `UNKNOWN_PROJECT` */
  get(id: string): Project {
    const project = this.sql.first(Project, `SELECT ${columns} FROM project WHERE ${kept} AND id = ?`, id)
    if (project) return project
    throw unknownName('UNKNOWN_PROJECT', 'project', id, this.ids())
  }

  add(project: Project): Project {
    const { id, name, created, opened } = project
    this.sql.run('INSERT INTO project (id, name, created, opened) VALUES (?, ?, ?, ?)', id, name, created, opened)
    return project
  }

  /** @throws StudioError `UNKNOWN_PROJECT` */
  rename(id: string, name: string): Project {
    this.sql.run(`UPDATE project SET name = ? WHERE ${kept} AND id = ?`, name, id)
    return this.get(id)
  }

  /** Notes when a project was opened. @throws StudioError `UNKNOWN_PROJECT` */
  touch(id: string, opened: number): Project {
    this.sql.run(`UPDATE project SET opened = ? WHERE ${kept} AND id = ?`, opened, id)
    return this.get(id)
  }

  /** Whether a project holds nothing at all, not even in the trash. */
  isEmpty(id: string): boolean {
    const parts = ['run', 'external_run', 'architecture', 'saved_view', 'direction']
    const any = parts.map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE project = ?)`).join(' OR ')
    return this.sql.first(z.object({ any: z.int() }), `SELECT ${any} AS "any"`, ...parts.map(() => id))?.any === 0
  }

  /** Puts a project into the trash: nothing but the next three knows it or its runs any more. @throws StudioError `UNKNOWN_PROJECT` */
  discard(id: string, at: number): void {
    this.get(id)
    this.sql.run('UPDATE project SET deleted = ? WHERE id = ?', at, id)
  }

  /** The projects in the trash, the one that was deleted last first. */
  trash(): { id: string; name: string; runs: number; deleted: number }[] {
    const row = Project.pick({ id: true, name: true }).extend({ runs: z.int(), deleted: z.int() })
    const count = (table: string) =>
      `(SELECT count(*) FROM ${table} AS run WHERE run.project = project.id AND run.deleted IS NULL)`
    return this.sql.all(
      row,
      `SELECT id, name, ${count('run')} + ${count('external_run')} AS runs, deleted FROM project
       WHERE deleted IS NOT NULL ORDER BY deleted DESC, rowid DESC`,
    )
  }

  /** Takes a project out of the trash again. */
  restore(id: string): void {
    this.sql.run('UPDATE project SET deleted = NULL WHERE id = ?', id)
  }

  /** Removes a project with its runs and architectures, in the trash or not. @throws StudioError `UNKNOWN_PROJECT` */
  remove(id: string): void {
    if (this.sql.run('DELETE FROM project WHERE id = ?', id) === 0)
      throw unknownName('UNKNOWN_PROJECT', 'project', id, this.ids())
  }

  /** The number of the next run of a project: from 1, and no number is given twice. */
  takeNumber(id: string): number {
    return this.sql.transaction(() => {
      const query = `SELECT next_number FROM project WHERE ${kept} AND id = ?`
      const row = this.sql.first(z.object({ next_number: z.int() }), query, id)
      if (!row) throw unknownName('UNKNOWN_PROJECT', 'project', id, this.ids())
      this.sql.run('UPDATE project SET next_number = next_number + 1 WHERE id = ?', id)
      return row.next_number
    })
  }
}
