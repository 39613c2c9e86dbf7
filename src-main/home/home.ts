import { resolve } from 'node:path'

/** Where everything of a studio home is. Every path of the home is made here. */
export interface HomePaths {
  readonly root: string
  readonly database: string
  readonly lock: string
  /** Tells who holds the lock, for messages. */
  readonly holder: string
  readonly datasets: string
  readonly projects: string
  /** Compiled graphs; what is in it can be made again. */
  readonly graphs: string
  dataset(id: string): string
  project(id: string): string
  /** A run's folder; it holds the next three. */
  run(project: string, run: string): string
  checkpoints(project: string, run: string): string
  checkpoint(project: string, run: string, name: string): string
  samples(project: string, run: string): string
  exports(project: string, run: string): string
}

/** Folder name of the studio home in a person's home folder. */
const folderName = 'GAN Studio'

/**
 * The studio home: `explicit` (from `--home`), else `GAN_STUDIO_HOME`, else `~/GAN Studio`.
 *
 * @param homedir the person's home folder
 */
export function studioHome(env: NodeJS.ProcessEnv, homedir: string, explicit?: string): string {
  const chosen = [explicit, env['GAN_STUDIO_HOME']].find((path) => path !== undefined && path.trim() !== '')
  return chosen === undefined ? resolve(homedir, folderName) : resolve(chosen)
}

/** The paths of a studio home. Identifiers must have been parsed as `Id`: they become folder names. */
export function homePaths(root: string): HomePaths {
  const datasets = resolve(root, 'datasets')
  const projects = resolve(root, 'projects')
  const project = (id: string) => resolve(projects, id)
  const run = (projectId: string, runId: string) => resolve(project(projectId), 'runs', runId)
  const checkpoints = (projectId: string, runId: string) => resolve(run(projectId, runId), 'checkpoints')
  return {
    root: resolve(root),
    database: resolve(root, 'studio.sqlite'),
    lock: resolve(root, 'studio.lock'),
    holder: resolve(root, 'studio.holder.json'),
    datasets,
    projects,
    graphs: resolve(root, 'cache', 'graphs'),
    dataset: (id) => resolve(datasets, id),
    project,
    run,
    checkpoints,
    checkpoint: (projectId, runId, name) => resolve(checkpoints(projectId, runId), name),
    samples: (projectId, runId) => resolve(run(projectId, runId), 'samples'),
    exports: (projectId, runId) => resolve(run(projectId, runId), 'exports'),
  }
}
