import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { Message } from './protocol'

/** A process that takes training steps of one model, and waits while others are measured. */
export interface Contender {
  readonly name: string
  /** Milliseconds until the first step could be taken; null where it cannot be told. */
  readonly preparation: number | null
  readonly about: string
  /** Takes steps; the milliseconds of each. */
  steps(count: number): Promise<readonly number[]>
  report(): Promise<{ readonly memoryBytes: number; readonly javascript: number | null }>
  stop(): Promise<void>
}

/** How a contender is started. */
export interface Command {
  readonly name: string
  readonly file: string
  readonly parameters: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** Lines that the child says, as messages. */
async function* messagesOf(child: ChildProcess): AsyncGenerator<Message, never, void> {
  if (child.stdout === null) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) {
    // Libraries print lines of their own.
    if (line.startsWith('{"type"')) yield Message.parse(JSON.parse(line))
  }
  throw new Error('it ended')
}

/** Starts a contender; a text says why it cannot be measured here. */
export async function startContender({ name, file, parameters, environment }: Command): Promise<Contender | string> {
  const child = spawn(file, parameters, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  const messages = messagesOf(child)
  const ask = async <T extends Message['type']>(
    type: T,
    question?: string,
  ): Promise<Extract<Message, { type: T }> | string> => {
    if (question !== undefined) child.stdin.write(`${question}\n`)
    try {
      const { value } = await messages.next()
      if (value.type === 'refused') return value.reason
      if (!isOf(value, type)) return `it answered ${value.type}`
      return value
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  const answer = async <T extends Message['type']>(type: T, question: string) => {
    const message = await ask(type, question)
    if (typeof message === 'string') throw new Error(`${name}: ${message}`)
    return message
  }
  const stop = async () => {
    child.stdin.end()
    await ended
  }
  const ready = await ask('ready')
  if (typeof ready === 'string') {
    await stop()
    return ready
  }
  return {
    name,
    preparation: ready.preparation,
    about: ready.about,
    steps: async (count) => (await answer('steps', String(count))).milliseconds,
    report: () => answer('report', 'report'),
    stop,
  }
}

const isOf = <T extends Message['type']>(message: Message, type: T): message is Extract<Message, { type: T }> =>
  message.type === type
