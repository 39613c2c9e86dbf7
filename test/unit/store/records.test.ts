import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { migrate } from '../../../src-main/store/migrations'
import { projectTables } from '../../../src-main/store/records'
import { Sql } from '../../../src-main/store/sql'
import { temporaryFolder } from '../../support/temporary-folder'

test('every table that hangs on a project, its runs or its architectures goes with it', () => {
  const sql = new Sql(join(temporaryFolder(), 'studio.sqlite'), 'write')
  migrate(sql)
  const owned = new Set(['project'])
  const keys = sql.all(
    z.object({ child: z.string(), parent: z.string() }),
    `SELECT m.name AS child, k."table" AS parent FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = 'table'`,
  )
  for (let before = 0; before < owned.size; ) {
    before = owned.size
    for (const { child, parent } of keys) if (owned.has(parent)) owned.add(child)
  }
  sql.close()
  expect([...projectTables].sort()).toEqual([...owned].sort())
})
