import type { StudioError } from '@shared/contract/errors'

/** Where a command writes. */
export interface Streams {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/**
 * What a command says. With `--json` stdout gets one JSON document and nothing else; everything for people goes to stderr.
 * Without, the result goes to stdout and what happens on the way to stderr.
 */
export class Output {
  #written = false

  constructor(
    readonly streams: Streams,
    readonly json: boolean,
  ) {}

  /** The result: `document` as JSON, or `lines` for a person. */
  result(document: unknown, lines: () => readonly string[]): void {
    if (this.json) {
      if (this.#written) throw new Error('a command has one JSON document')
      this.#written = true
      this.streams.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    } else this.streams.stdout.write(`${lines().join('\n')}\n`)
  }

  /** A remark on the way. */
  note(line: string): void {
    this.streams.stderr.write(`${line}\n`)
  }

  /** A failure: what happened, what is safe, what to do next; with `--json` also as the document. */
  failure(error: StudioError): void {
    for (const line of failureLines(error)) this.note(line)
    const { code, message, failure } = error
    if (this.json && !this.#written) this.result({ error: { code, message, ...failure } }, () => [])
  }
}

/** A failure for a person. */
export function failureLines({ code, message, failure }: StudioError): string[] {
  const problems = (failure.problems ?? [])
    .filter(({ message: what }) => !message.includes(what))
    .map(({ path, message: what }) => `  ${path === '' ? '' : `${path}: `}${what}`)
  const technical = code === 'UNEXPECTED' || code === 'TRAINER_LOST' || code === 'STORE_DAMAGED'
  const details = technical && failure.details !== undefined ? ['', failure.details] : []
  const names = (failure.nearest ?? []).filter((name) => !failure.next.includes(name))
  const nearest = names.length === 0 ? [] : [`Nearest names: ${names.join(', ')}`]
  const sentence = `${message}${/[.!?]$/.test(message) ? '' : '.'}`
  return [sentence, ...problems, ...nearest, failure.safe, failure.next, ...details]
}
