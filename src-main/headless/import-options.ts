import { StudioError } from '@shared/contract/errors'
import { ImportChoices as Choices, defaultChoices, type ImportChoices } from '@shared/datasets/import'

/** What `datasets import` and `datasets derive` take, as it was typed. */
export interface ImportOptions {
  readonly name: string
  readonly size?: string | undefined
  readonly fit?: string | undefined
  readonly filter?: string | undefined
  readonly channels?: string | undefined
  readonly background?: string | undefined
  readonly labels?: string | undefined
  readonly split?: string | undefined
  readonly seed: number
  readonly classes?: string | undefined
  readonly duplicates?: string | undefined
  readonly dryRun?: boolean | undefined
}

function wrong(option: string, message: string): StudioError {
  return new StudioError('INVALID_INPUT', `--${option}: ${message}`, {
    safe: 'Nothing has been imported.',
    next: 'Add --help for what it takes.',
  })
}

function parseSize(text: string | undefined): unknown {
  if (text === undefined) return null
  const found = /^(\d{1,4})(?:[x×](\d{1,4}))?$/i.exec(text)
  if (!found) throw wrong('size', `“${text}” is no size such as 64 or 64x48 (height and width)`)
  return { height: Number(found[1]), width: Number(found[2] ?? found[1]) }
}

/** `source`, `none`, or shares such as `train=0.9,test=0.1`. */
function parseSplit(text: string | undefined, seed: number): unknown {
  if (text === undefined || text === 'source' || text === 'none') return { by: text ?? 'source' }
  const parts = text.split(',').map((part) => {
    const [name, share] = part.split('=')
    return { name: name?.trim(), share: Number(share) }
  })
  if (parts.some(({ share }) => Number.isNaN(share))) {
    throw wrong('split', `“${text}” is neither source, none nor shares such as train=0.9,test=0.1`)
  }
  return { by: 'ratio', parts, seed }
}

/** The choices that options stand for. @throws StudioError `INVALID_INPUT` that names the option */
export function importChoices(options: ImportOptions): ImportChoices {
  const given = (name: keyof ImportOptions) => (options[name] === undefined ? {} : { [name]: options[name] })
  const parsed = Choices.safeParse({
    ...defaultChoices,
    ...given('fit'),
    ...given('filter'),
    ...given('background'),
    ...given('labels'),
    ...given('duplicates'),
    size: parseSize(options.size),
    channels: options.channels === undefined ? null : Number(options.channels),
    split: parseSplit(options.split, options.seed),
    classes: options.classes === undefined ? null : options.classes.split(',').map((name) => name.trim()),
  })
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw wrong(String(issue?.path[0] ?? 'choices'), issue?.message ?? 'it is not valid')
}
