import { resolve } from 'node:path'

/** How the command line was started. */
export interface Launch {
  /** What to type to start it the same way again, such as `gan-studio`. */
  readonly command: string
  /** The folder that the person was in: npm runs scripts in the package's own. */
  readonly folder: string
}

/** Tells `npm run` and `npm start` in a clone from an installed command by the environment that npm gives to scripts. */
export function launchOf(env: NodeJS.ProcessEnv, cwd: string): Launch {
  const inClone = env['npm_lifecycle_event'] === 'studio' || env['npm_lifecycle_event'] === 'start'
  return inClone
    ? { command: 'npm run -s studio --', folder: env['INIT_CWD'] ?? cwd }
    : { command: 'gan-studio', folder: cwd }
}

/** A path that a person typed. */
export const typedPath = ({ folder }: Launch, path: string): string => resolve(folder, path)
