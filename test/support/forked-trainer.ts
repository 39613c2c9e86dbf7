import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { onTestFinished } from 'vitest'
import { ForkPorts, type ProcessPort } from '../../src-shared/contract/fork-ports'
import type { trainerContract } from '../../src-shared/contract/trainer'
import type { TrainerNotice } from '../../src-shared/contract/trainer-process'

const file = resolve(import.meta.dirname, '../../out/main/trainer.cjs')

/** The built trainer in a process of its own. */
export interface ForkedTrainer {
  readonly child: ChildProcess
  readonly client: ContractRouterClient<typeof trainerContract>
  readonly api: ProcessPort
  readonly notices: TrainerNotice[]
  frames(session: string): ProcessPort
  /** Resolves with exit code and signal once the process has ended. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>
}

/** Starts the built trainer as a fork of plain Node, with options for Node and more environment; it is killed after the test. */
export async function forkTrainer(
  execArgv: string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<ForkedTrainer> {
  if (!existsSync(file)) throw new Error(`${file} is missing: build the application first (npm run build)`)
  const child = fork(file, [], {
    serialization: 'advanced',
    execArgv,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  child.stderr?.resume()
  const ended = new Promise<readonly [number | null, NodeJS.Signals | null]>((settle) => {
    child.once('exit', (code, signal) => settle([code, signal]))
  })
  const notices: TrainerNotice[] = []
  const ports = new ForkPorts((message) => child.send(message, () => undefined), {
    onNotice: (notice) => notices.push(notice),
  })
  child.on('message', (message) => ports.receive(message))
  child.on('disconnect', () => ports.disconnect())
  await once(child, 'message')
  const api = ports.open({ kind: 'api' })
  const client: ForkedTrainer['client'] = createORPCClient(new RPCLink({ port: api }))
  api.start()
  return { child, client, api, notices, frames: (session) => ports.open({ kind: 'frames', session }), ended }
}
