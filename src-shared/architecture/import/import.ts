import { StudioError } from '../../contract/errors'
import { Name } from '../../contract/id'
import { readKeras } from '../keras/read'
import { type RecognisedNetwork, recogniseNetwork } from '../keras/recognise'
import { type ArchitectureSpec, NetworkRole, StoredArchitecture } from '../spec'
import { assemble } from './assemble'

/** A file to import. */
export interface ImportFile {
  /** Its name without folders. */
  readonly name: string
  readonly text: string
}

/** What was imported, and what is not exactly as it was in the files. */
export interface ImportedArchitecture {
  readonly spec: ArchitectureSpec
  readonly notes: readonly string[]
}

/** Most bytes of a file. */
export const MOST_BYTES = 16 * 2 ** 20

const refused = (message: string, next: string, details: Partial<StudioError['failure']> = {}): StudioError =>
  new StudioError('INVALID_INPUT', message, { safe: 'Nothing has been changed.', next, ...details })

function parse({ name, text }: ImportFile): unknown {
  if (text.length > MOST_BYTES) throw refused(`${name} is larger than 16 MiB`, 'Choose a file without weights.')
  try {
    return JSON.parse(text)
  } catch {
    throw refused(
      `${name} is not JSON`,
      'Choose a file that “architecture export”, Keras (model.to_json()) or TF.js (model.json) wrote.',
    )
  }
}

/** The network of a file that is a Keras model; undefined for one that is none. @throws StudioError `INVALID_INPUT` */
function networkOf({ name }: ImportFile, json: unknown): RecognisedNetwork | undefined {
  const read = readKeras(json)
  switch (read.type) {
    case 'other':
      return undefined
    case 'wrong':
      throw refused(`${name} is not a whole Keras model`, 'Write it anew with model.to_json().', {
        problems: [...read.problems],
      })
    case 'model': {
      const recognition = recogniseNetwork(read.model)
      if (recognition.ok) return recognition.network
      const layers = recognition.problems.map(({ path }) => `“${path}”`)
      const what = layers.length === 1 ? `the layer ${layers[0]}` : `${layers.length} layers`
      throw refused(
        `${name}: ${what} cannot be imported`,
        'Replace what is listed in the model, then import it again.',
        {
          problems: [...recognition.problems],
        },
      )
    }
  }
}

const stem = (name: string): string => name.replace(/\.[^.]*$/, '')

/** A name for the architecture: the wanted one, else that in the file, else that of the file, unless that is called after a network. */
function named(wanted: string | undefined, within: string | undefined, file: string): string {
  const own = NetworkRole.safeParse(stem(file)).success ? undefined : Name.safeParse(stem(file)).data
  return Name.safeParse(wanted).data ?? within ?? own ?? 'Imported'
}

/**
 * Reads an architecture from files: one of the studio, or Keras and TF.js layers models that make up a system.
 * @param wanted its name; that in the file, or of the file, by default
 * @throws StudioError `INVALID_INPUT`, with every layer that is not understood in its problems
 */
export function importArchitecture(files: readonly ImportFile[], wanted?: string): ImportedArchitecture {
  const [first, ...others] = files
  if (first === undefined) throw refused('There is no file to import', 'Choose a file.')
  const parsed = files.map((file) => ({ file, json: parse(file) }))
  const networks = parsed.map(({ file, json }) => networkOf(file, json))
  const models = networks.filter((network) => network !== undefined)
  if (models.length === files.length) {
    return assemble(named(wanted, models[0]?.origin?.architecture, first.name), models)
  }
  if (others.length > 0) {
    const wrong = parsed[networks.indexOf(undefined)]?.file.name ?? first.name
    throw refused(`${wrong} is not a Keras model`, 'Import an architecture of the studio by itself.')
  }
  const spec = StoredArchitecture.safeParse(parsed[0]?.json)
  if (spec.success) {
    const name = named(wanted, spec.data.name, first.name)
    return { spec: { ...spec.data, name }, notes: [] }
  }
  throw refused(
    `${first.name} is neither an architecture of the studio nor a Keras or TF.js layers model`,
    'Compare it with the schema in docs/architecture.schema.json.',
    { problems: spec.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
  )
}
