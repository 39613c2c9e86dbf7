import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { StudioError } from '@shared/contract/errors'
import { type Command, CommanderError } from 'commander'
import { z } from 'zod'
import { studioErrorOf } from '../api/failures'
import { homePaths, studioHome } from '../home/home'
import { NodeImporterHost } from '../importing/node-host'
import { applicationFolder, resourcesFolder } from '../resources'
import { openStudio } from '../studio/open'
import { NodeTrainerHost } from '../training/node-host'
import { type CommandContext, type Interruption, studioClient } from './context'
import { exitCodeOf, exitCodes } from './exit-codes'
import { launchOf, typedPath } from './launch'
import { Output, type Streams } from './output'
import { buildProgram } from './program'
import type { CommonOptions } from './program-parts'

/** What the command line gets from the process that it runs in. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly streams: Streams
  readonly interruption: Interruption
}

/** Every command below a command, itself included. */
const family = (command: Command): Command[] => [command, ...command.commands.flatMap(family)]

/** What commander says of a wrong command, as a failure. */
const usageError = (error: CommanderError): StudioError =>
  new StudioError('INVALID_INPUT', error.message.replace(/^error: /, ''), {
    safe: 'Nothing was done.',
    next: 'Add --help for usage.',
  })

/**
 * Runs the command line and answers with its exit code: 0, 1 failed, 2 usage, 130 ended by Ctrl-C.
 *
 * @param parameters what was typed after the command's name
 */
export async function runCommandLine(parameters: readonly string[], surroundings: Surroundings): Promise<number> {
  const { env, cwd, streams, interruption } = surroundings
  const application = applicationFolder()
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(application, 'package.json'), 'utf8')))
  const launch = launchOf(env, cwd)
  let exitCode: number = exitCodes.done

  async function execute(
    kind: 'reads' | 'writes',
    { home, json = false }: CommonOptions,
    work: (context: CommandContext) => Promise<number>,
  ): Promise<void> {
    const output = new Output(streams, json)
    try {
      const paths = homePaths(studioHome(env, homedir(), home === undefined ? undefined : typedPath(launch, home)))
      const studio = openStudio({
        paths,
        access: kind === 'reads' ? 'shared' : 'exclusive',
        host: new NodeTrainerHost(join(application, 'out/main/trainer.cjs'), paths.graphs, env),
        importers: new NodeImporterHost(join(application, 'out/main/importer.cjs'), env),
        application,
        resources: resourcesFolder(),
        onDefect: (error) => output.note(studioErrorOf(error).message),
      })
      try {
        exitCode = await work({ client: studioClient(studio), studio, output, launch, interruption })
      } finally {
        await studio.close()
      }
    } catch (error) {
      const failure = studioErrorOf(error)
      output.failure(failure)
      exitCode = interruption.first.aborted ? exitCodes.interrupted : exitCodeOf(failure.code)
    }
  }

  const program = buildProgram(execute, version, launch.command)
  for (const command of family(program)) {
    command.exitOverride()
    command.configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
    })
  }
  try {
    await program.parseAsync(parameters, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return exitCodes.done
    const { code, message, failure } = usageError(error)
    if (parameters.includes('--json')) {
      streams.stdout.write(`${JSON.stringify({ error: { code, message, ...failure } }, null, 2)}\n`)
    }
    return exitCodes.usage
  }
  return exitCode
}
