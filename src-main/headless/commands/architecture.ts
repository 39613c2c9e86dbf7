import { readFile } from 'node:fs/promises'
import { analysisOf } from '@shared/architecture/analysis'
import { architectureDifference, isSame } from '@shared/architecture/difference'
import { serialise } from '@shared/architecture/edit/serialise'
import { pytorchCode } from '@shared/architecture/export/pytorch'
import { architectureSchema } from '@shared/architecture/export/schema'
import { architectureSvg } from '@shared/architecture/export/svg'
import { networksOf } from '@shared/architecture/networks'
import { type ArchitectureSpec, StoredArchitecture } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import { differenceLines, problemDocument, problemLines, summaryDocument, summaryLines } from '../architecture-report'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { typedPath } from '../launch'
import { writeTextFile } from '../write-file'

/** What `architecture export` can write. */
export const architectureFormats = ['json', 'pytorch', 'svg', 'schema'] as const
export type ArchitectureFormat = (typeof architectureFormats)[number]

const badInput = (message: string, next: string, details: Partial<StudioError['failure']> = {}): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing has been changed.', next, ...details })

/** Most bytes of an architecture's file. */
const MOST_BYTES = 16 * 2 ** 20

/**
 * The architecture that is meant: a preset's by its id, else that of a file.
 * @throws StudioError `INVALID_INPUT` for what is neither
 */
async function architectureOf({ client, launch }: CommandContext, wanted: string): Promise<ArchitectureSpec> {
  const preset = (await client.studio.presets()).find(({ id }) => id === wanted)
  if (preset) return preset.config.architecture
  const path = typedPath(launch, wanted)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    throw badInput(
      `There is no file ${path}, and no preset of that name`,
      'Name a file with an architecture, or a preset.',
    )
  }
  if (text.length > MOST_BYTES) throw badInput(`${path} is larger than 16 MiB`, 'Name a file with an architecture.')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw badInput(`${path} is not JSON`, 'Name a file that “architecture export --format json” wrote.')
  }
  const parsed = StoredArchitecture.safeParse(json)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path: at, message }) => ({ path: at.join('.'), message }))
  throw badInput(
    `${path} is not an architecture of the studio`,
    'Compare it with the schema in docs/architecture.schema.json.',
    {
      problems,
    },
  )
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

/** An architecture in another form. @throws StudioError `INVALID_CONFIG` for code of one that does not hold together */
function written(spec: ArchitectureSpec, format: ArchitectureFormat): string {
  switch (format) {
    case 'json':
      return serialise(spec)
    case 'schema':
      return architectureSchema()
    case 'svg':
      return architectureSvg(spec)
    case 'pytorch': {
      const problems = problemDocument(spec)
      if (problems.length > 0) {
        throw new StudioError('INVALID_CONFIG', `The architecture “${spec.name}” does not hold together`, {
          safe: 'Nothing was written.',
          next: 'Repair what is listed first.',
          problems: problems.map(({ network, layer, message, fix }) => ({
            path: `networks.${network}${layer === null ? '' : `.layers.${layer}`}`,
            message: `${message}; ${fix}`,
          })),
        })
      }
      return pytorchCode(
        spec.name,
        networksOf(spec).map(({ role, network }) => ({ role, network, analysis: analysisOf(spec, role) })),
      )
    }
  }
}

/** `architecture export FILE --format FORMAT [--out FILE]`: without a file to write, to stdout. */
export async function exportArchitecture(
  context: CommandContext,
  wanted: string,
  { format, out }: { format: ArchitectureFormat; out?: string },
): Promise<number> {
  const text = written(await architectureOf(context, wanted), format)
  const file = out === undefined ? undefined : typedPath(context.launch, out)
  if (file === undefined) context.output.result({ format, text }, () => [text.trimEnd()])
  else {
    await writeTextFile(file, text)
    context.output.result({ format, file }, () => [`Wrote ${file}`])
  }
  return exitCodes.done
}
