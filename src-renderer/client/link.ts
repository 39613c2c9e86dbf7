import type { ClientLink, ClientOptions } from '@orpc/client'
import { timedOut, toStudioError } from './failures'

type Context = Record<never, never>

/** Milliseconds that a call may take, by its dotted name; `DEFAULT_LIMIT` for all others. */
const limits: Readonly<Record<string, number>> = {
  // A person chooses in a dialog; listing, exporting and verifying take as long as the files are many.
  'datasets.pickSource': 86_400_000,
  'datasets.preview': 3_600_000,
  'datasets.import': 3_600_000,
  'datasets.resume': 3_600_000,
  'datasets.export': 86_400_000,
  'datasets.saveReport': 86_400_000,
  'datasets.verify': 3_600_000,
  'datasets.statistics': 300_000,
  'datasets.remove': 300_000,
  'datasets.discard': 300_000,
  'studio.saveFile': 86_400_000,
  'runs.start': 120_000,
  'runs.stop': 300_000,
  'runs.resume': 120_000,
  'runs.remove': 120_000,
  'runs.timeLapse': 600_000,
  'projects.remove': 120_000,
  'latent.open': 120_000,
  'latent.exportModel': 86_400_000,
}
const DEFAULT_LIMIT = 30_000

/**
 * A link over whatever port is the newest. A call made before the first port waits for it; a call without an answer in
 * time fails, because a call on a dead port never settles; every error is a `StudioError`. A stream has a time limit up
 * to its start only.
 */
export class StudioLink implements ClientLink<Context> {
  private current: Promise<ClientLink<Context>>
  private resolveFirst: ((link: ClientLink<Context>) => void) | undefined

  constructor() {
    this.current = new Promise((resolve) => {
      this.resolveFirst = resolve
    })
  }

  /** Uses this link from now on. */
  connect(link: ClientLink<Context>): void {
    if (this.resolveFirst) this.resolveFirst(link)
    else this.current = Promise.resolve(link)
    this.resolveFirst = undefined
  }

  async call(path: readonly string[], input: unknown, options: ClientOptions<Context>): Promise<unknown> {
    const name = path.join('.')
    try {
      const answer = await inTime(
        name,
        this.current.then((link) => link.call(path, input, options)),
      )
      return isStream(answer) ? withStudioErrors(answer) : answer
    } catch (error) {
      throw toStudioError(error)
    }
  }
}

function inTime<T>(name: string, work: Promise<T>): Promise<T> {
  const milliseconds = limits[name] ?? DEFAULT_LIMIT
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(timedOut(name, milliseconds)), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

async function* withStudioErrors(stream: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  try {
    yield* stream
  } catch (error) {
    throw toStudioError(error)
  }
}
