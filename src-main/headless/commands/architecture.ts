import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { architectureDifference, isSame } from '@shared/architecture/difference'
import { ArchitectureFormat, fileOf, formats, textFiles } from '@shared/architecture/export/formats'
import { architectureSchema } from '@shared/architecture/export/schema'
import { importArchitecture } from '@shared/architecture/import/import'
import { type ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import { exportArchitecture as writeArchitecture } from '../../architectures/exporting'
import { differenceLines, problemDocument, problemLines, summaryDocument, summaryLines } from '../architecture-report'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findProject } from '../find'
import { formatTime } from '../format'
import { typedPath } from '../launch'
import { formatTable } from '../table'
import { writeTextFile } from '../write-file'

const badInput = (message: string, next: string, details: Partial<StudioError['failure']> = {}): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing has been changed.', next, ...details })

/** Why a file could not be read, by what the system says. */
function unread(path: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no file ${path}`
    case 'EISDIR':
      return `${path} is a folder`
    case 'EACCES':
    case 'EPERM':
      return `${path} may not be read by this user`
    default:
      return `${path} cannot be read (${code ?? String(error)})`
  }
}

/** The text of a file. @throws StudioError `INVALID_INPUT`, with why it cannot be read */
async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw badInput(unread(path, error), 'Name a file with an architecture, a preset, or a saved architecture.')
  }
}

/** A saved architecture as a person names it: `ID`, or `ID@NUMBER` for a version. */
const saved = /^([a-z0-9-]+)(?:@(\d+))?$/

/**
 * The architecture that is meant: a preset's by its id, one that was saved, else that of a file.
 * @throws StudioError `INVALID_INPUT` for what is neither, `UNKNOWN_ARCHITECTURE` for a version that is not there
 */
async function architectureOf({ client, studio, launch }: CommandContext, wanted: string): Promise<ArchitectureSpec> {
  const preset = (await client.studio.presets()).find(({ id }) => id === wanted)
  if (preset) return preset.config.architecture
  const [, id = '', number] = saved.exec(wanted) ?? []
  if (studio.architectures.has(id)) {
    return studio.architectures.version(id, number === undefined ? undefined : Number(number))
  }
  const path = typedPath(launch, wanted)
  return importArchitecture([{ name: basename(path), text: await textOf(path) }]).spec
}

/** @throws StudioError `INVALID_INPUT` */
function roleOf(text: string): NetworkRole {
  const parsed = NetworkRole.safeParse(text)
  if (parsed.success) return parsed.data
  throw badInput(`There is no network “${text}”`, `Choose one of ${NetworkRole.options.join(', ')}.`)
}

/** `architecture validate FILE`: ends with 1 where something is wrong. */
export async function validateArchitecture(context: CommandContext, wanted: string): Promise<number> {
  const problems = problemDocument(await architectureOf(context, wanted))
  context.output.result({ valid: problems.length === 0, problems }, () =>
    problems.length === 0 ? ['Nothing is wrong with it.'] : problemLines(problems),
  )
  return problems.length === 0 ? exitCodes.done : exitCodes.failed
}

/** `architecture summary FILE` */
export async function summariseArchitecture(context: CommandContext, wanted: string): Promise<number> {
  const spec = await architectureOf(context, wanted)
  context.output.result(summaryDocument(spec), () => summaryLines(spec))
  return exitCodes.done
}

/** `architecture diff FILE FILE`: ends with 1 where they differ, as diff does. */
export async function diffArchitectures(context: CommandContext, first: string, second: string): Promise<number> {
  const difference = architectureDifference(await architectureOf(context, first), await architectureOf(context, second))
  const same = isSame(difference)
  context.output.result(difference, () => (same ? ['They are the same.'] : differenceLines(difference)))
  return same ? exitCodes.done : exitCodes.failed
}

/** What `export` takes beside the architecture. */
export interface ExportOptions {
  readonly format: ArchitectureFormat | 'schema'
  readonly network?: string
  readonly seed?: number
  readonly out?: string
}

/** @throws StudioError `INVALID_INPUT` for one network of a format that has all in one file */
function demandPerNetwork(format: ArchitectureFormat | 'schema'): void {
  if (format !== 'schema' && formats[format].perNetwork) return
  const wide = ArchitectureFormat.options.filter((one) => formats[one].perNetwork)
  throw badInput(
    format === 'schema'
      ? 'The schema is that of all networks'
      : `${formats[format].title} holds all networks in one file`,
    `Leave --network out, or choose one of the formats ${wide.join(', ')}.`,
  )
}

/** @throws StudioError `INVALID_INPUT` for a seed of a format that holds no weights */
function demandWeights(format: ArchitectureFormat | 'schema'): void {
  if (format === 'onnx') return
  throw badInput(
    format === 'schema'
      ? 'The schema holds no weights'
      : `${formats[format].title} holds no weights that a seed could draw`,
    'Leave --seed out, or choose the format onnx.',
  )
}

/** The text that goes to standard output. @throws StudioError `INVALID_INPUT` for what is no single text */
function printed(spec: ArchitectureSpec, format: ArchitectureFormat | 'schema', role: NetworkRole | null): string {
  if (format === 'schema') return architectureSchema()
  if (format === 'onnx' || format === 'png') {
    throw badInput(`${formats[format].title} is no text`, 'Say where to write it: --out FILE.')
  }
  const files = textFiles(spec, format)
  const [only] = !formats[format].perNetwork ? files : role === null ? [] : [fileOf(files, role, spec)]
  if (only) return only.text
  throw badInput('Each network is a file of its own', 'Choose one with --network, or a folder with --out.')
}

/** The seed of an ONNX model's weights where none is named. */
const INITIAL_SEED = 1

/** `architecture export FILE --format FORMAT [--network ROLE] [--seed N] [--out PATH]`: without a path, to stdout. */
export async function exportArchitecture(
  context: CommandContext,
  wanted: string,
  { format, network, seed, out }: ExportOptions,
): Promise<number> {
  const role = network === undefined ? null : roleOf(network)
  if (role !== null) demandPerNetwork(format)
  if (seed !== undefined) demandWeights(format)
  const spec = await architectureOf(context, wanted)
  if (out === undefined) {
    const text = printed(spec, format, role)
    context.output.result({ format, text }, () => [text.trimEnd()])
    return exitCodes.done
  }
  const path = typedPath(context.launch, out)
  if (format === 'schema') await writeTextFile(path, architectureSchema())
  else
    await writeArchitecture(
      context.studio.architectureExports,
      { spec, format, role, seed: seed ?? INITIAL_SEED },
      path,
    )
  context.output.result({ format, file: path }, () => [`Wrote ${path}`])
  return exitCodes.done
}

/** What `import` takes beside the files. */
export interface ImportOptions {
  readonly project?: string
  readonly name?: string
}

/** `architecture import FILES [--project PROJECT] [--name NAME]` */
export async function importArchitectures(
  context: CommandContext,
  typed: readonly string[],
  { project: wanted, name }: ImportOptions,
): Promise<number> {
  const { client, studio, output, launch } = context
  const files = await Promise.all(
    typed.map(async (one) => ({ name: basename(one), text: await textOf(typedPath(launch, one)) })),
  )
  const { spec, notes } = importArchitecture(files, name)
  const project = wanted === undefined ? studio.projects.initial() : findProject(await client.projects.list(), wanted)
  const kept = await client.architectures.save({ project: project.id, id: null, spec })
  for (const note of notes) output.note(note)
  output.result({ id: kept.id, project: kept.project, notes }, () => [
    `Saved the architecture ${kept.id} “${spec.name}” in ${kept.project}.`,
  ])
  return exitCodes.done
}

/** `architecture versions ID` */
export async function listVersions({ client, output }: CommandContext, id: string): Promise<number> {
  const versions = await client.architectures.versions({ id })
  output.result(versions, () =>
    formatTable(
      [{ title: 'Version', align: 'right' }, { title: 'Saved' }, { title: 'Layers', align: 'right' }],
      versions.map(({ number, at, layers }) => [`${number}`, formatTime(at), `${layers}`]),
    ),
  )
  return exitCodes.done
}

/** `architecture restore ID NUMBER`: an older version becomes the newest. */
export async function restoreVersion({ client, studio, output }: CommandContext, id: string, number: number) {
  const spec = studio.architectures.version(id, number)
  const { project } = studio.architectures.get(id)
  await client.architectures.save({ project, id, spec })
  output.result({ id, restored: number }, () => [`Version ${number} of ${id} is its newest now.`])
  return exitCodes.done
}
