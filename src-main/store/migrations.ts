import { StudioError } from '@shared/contract/errors'
import { z } from 'zod'
import type { Sql } from './sql'

/** Forward steps of the schema; the place in the list, from 1, is the version that a step leads to. Steps never change. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE project (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    next_number INTEGER NOT NULL DEFAULT 1
  ) STRICT;

  CREATE TABLE dataset (
    id TEXT PRIMARY KEY,
    manifest TEXT NOT NULL
  ) STRICT;

  -- Packed files whose checksum was found right, while their size and time of change stay the same.
  CREATE TABLE dataset_check (
    dataset TEXT NOT NULL REFERENCES dataset (id) ON DELETE CASCADE,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    changed REAL NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (dataset, file)
  ) STRICT;

  CREATE TABLE architecture (
    id TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    spec TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX architecture_project ON architecture (project);

  CREATE TABLE run (
    id TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    preset TEXT,
    dataset TEXT NOT NULL,
    config TEXT NOT NULL,
    parameters TEXT NOT NULL,
    state TEXT NOT NULL,
    status TEXT NOT NULL,
    progress TEXT NOT NULL,
    engine TEXT,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    training_seconds REAL NOT NULL,
    UNIQUE (project, number)
  ) STRICT;

  -- Values of consecutive steps as little-endian float64; NaN where a value was not finite.
  CREATE TABLE metric_chunk (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    metric TEXT NOT NULL,
    first_step INTEGER NOT NULL,
    last_step INTEGER NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (run, metric, first_step)
  ) STRICT;

  CREATE TABLE epoch (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    step INTEGER NOT NULL,
    means TEXT NOT NULL,
    PRIMARY KEY (run, epoch)
  ) STRICT;

  CREATE TABLE sample (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    PRIMARY KEY (run, step)
  ) STRICT;

  CREATE TABLE checkpoint (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    step INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    created INTEGER NOT NULL,
    PRIMARY KEY (run, name)
  ) STRICT;

  CREATE TABLE log_entry (
    id INTEGER PRIMARY KEY,
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    step INTEGER NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE INDEX log_entry_run ON log_entry (run, step);
  `,
  `
  CREATE TABLE measurement (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    document TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Measured values; \`network\` is the id of the feature network, empty where pixels were compared.
  CREATE TABLE measured_value (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    quantity TEXT NOT NULL,
    network TEXT NOT NULL,
    samples INTEGER NOT NULL,
    dataset TEXT NOT NULL,
    split TEXT NOT NULL,
    seed INTEGER NOT NULL,
    checkpoint TEXT NOT NULL,
    value REAL NOT NULL,
    error REAL,
    features TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (run, step, quantity, network, samples, dataset, split, seed)
  ) STRICT;
  `,
  `
  -- What went wrong with a run, from a step on; cleared is null while it lasts.
  CREATE TABLE alert (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    step INTEGER NOT NULL,
    since INTEGER NOT NULL,
    at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    cleared INTEGER,
    PRIMARY KEY (run, kind, step)
  ) STRICT;
  `,
  `
  -- The run that this one goes on from, and its config; null for a run that began at step 0.
  ALTER TABLE run ADD COLUMN origin TEXT;
  ALTER TABLE run ADD COLUMN origin_config TEXT;
  `,
  `
  -- Settings that were changed in the course of a run, in force after so many completed steps.
  CREATE TABLE run_change (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    setting TEXT NOT NULL,
    change TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (run, step, setting)
  ) STRICT;
  `,
  `
  -- How a classifier did on held-out images under attack, as JSON.
  CREATE TABLE robustness (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    result TEXT NOT NULL,
    PRIMARY KEY (run, step)
  ) STRICT;
  `,
  `
  -- Every state in which an architecture was saved; the newest is that of the architecture itself.
  CREATE TABLE architecture_version (
    architecture TEXT NOT NULL REFERENCES architecture (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    spec TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (architecture, number)
  ) STRICT;
  INSERT INTO architecture_version (architecture, number, spec, at) SELECT id, 1, spec, updated FROM architecture;
  `,
  `
  -- What a person makes of runs. Tags are a JSON list; a deleted run stays until the trash is emptied.
  ALTER TABLE run ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE run ADD COLUMN notes TEXT NOT NULL DEFAULT '';
  ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE run ADD COLUMN deleted INTEGER;
  -- Its place among the runs that wait, and the engine that a resume asked for.
  ALTER TABLE run ADD COLUMN queue_place INTEGER;
  ALTER TABLE run ADD COLUMN queue_engine TEXT;

  -- Seconds of training at some steps.
  CREATE TABLE run_clock (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (run, step)
  ) STRICT;

  -- Runs that were trained elsewhere. A series is little-endian float64: steps, values and, where they are known, seconds.
  CREATE TABLE external_run (
    id TEXT PRIMARY KEY,
    project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    settings TEXT NOT NULL,
    last TEXT NOT NULL,
    step INTEGER NOT NULL,
    seconds REAL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    tags TEXT NOT NULL DEFAULT '[]',
    notes TEXT NOT NULL DEFAULT '',
    archived INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER,
    UNIQUE (project, number)
  ) STRICT;
  CREATE TABLE external_series (
    run TEXT NOT NULL REFERENCES external_run (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    steps BLOB NOT NULL,
    "values" BLOB NOT NULL,
    seconds BLOB,
    PRIMARY KEY (run, name)
  ) STRICT;

  -- Ways of looking at the runs of a project, as JSON.
  CREATE TABLE saved_view (
    project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    updated INTEGER NOT NULL,
    PRIMARY KEY (project, name)
  ) STRICT;

  -- Settings of the studio, as JSON.
  CREATE TABLE preference (
    name TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Directions of latent spaces that a person named: little-endian float32 as base64url.
  CREATE TABLE direction (
    project TEXT NOT NULL REFERENCES project (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    numbers TEXT NOT NULL,
    kept INTEGER NOT NULL,
    PRIMARY KEY (project, name)
  ) STRICT;
  `,
  `
  -- When the training of a run began or went on, from which step, and how far it had been before.
  CREATE TABLE run_start (
    run TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    step INTEGER NOT NULL,
    reached INTEGER NOT NULL,
    engine TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (run, step)
  ) STRICT;
  `,
  `
  -- Pictures of imported runs, as they were in their event files.
  CREATE TABLE external_picture (
    run TEXT NOT NULL REFERENCES external_run (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    step INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (run, tag, step)
  ) STRICT;
  `,
  `
  -- When a project or a dataset was deleted; it stays until the trash is emptied.
  ALTER TABLE project ADD COLUMN deleted INTEGER;
  ALTER TABLE dataset ADD COLUMN deleted INTEGER;
  `,
]

/** The schema version of a database; 0 for a new one. */
export function schemaVersion(sql: Sql): number {
  return sql.first(z.object({ user_version: z.int() }), 'PRAGMA user_version')?.user_version ?? 0
}

/**
 * Brings the schema up to date, one transaction a step.
 * @throws StudioError `WRONG_STATE`, with nothing changed, for a database that a newer studio wrote.
 */
export function migrate(sql: Sql, steps: readonly string[] = migrations): void {
  const version = schemaVersion(sql)
  if (version > steps.length) throw newerStore(sql.file, version, steps.length)
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    sql.transaction(() => {
      sql.script(step)
      sql.script(`PRAGMA user_version = ${index + 1}`)
    })
  }
}

function newerStore(file: string, version: number, known: number): StudioError {
  return new StudioError('WRONG_STATE', `A newer studio wrote this database: ${file}`, {
    safe: 'Nothing has been changed.',
    next: 'Update this studio, or choose another home with --home or GAN_STUDIO_HOME.',
    details: `Schema version ${version}; this studio knows versions up to ${known}.`,
  })
}
