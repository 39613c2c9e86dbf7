/** The condition on a table of runs that neither the run nor its project is in the trash. */
export const keptRuns = (table: 'run' | 'external_run'): string =>
  `${table}.deleted IS NULL AND ${inKeptProject(table)}`

/** The condition that the project of a run is not in the trash. */
export const inKeptProject = (table: 'run' | 'external_run'): string =>
  `${table}.project IN (SELECT id FROM project WHERE deleted IS NULL)`
