import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './studio-home'

const root = resolve(import.meta.dirname, '../..')

/** A TypeScript entry as a CommonJS file that Node runs by itself; removed after the test. */
export async function bundleEntry(entry: string): Promise<string> {
  const outDir = temporaryFolder()
  await build({
    root,
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': join(root, 'src-shared') } },
    build: {
      outDir,
      ssr: entry,
      target: 'node18',
      minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'entry.cjs' } },
    },
  })
  return join(outDir, 'entry.cjs')
}

/** Another process of the same program, and the first thing that it said. */
export interface SecondProcess {
  readonly child: ChildProcess
  readonly said: unknown
}

/** Starts a bundled entry and waits for its first message; it is ended after the test. */
export async function startSecond(file: string, args: readonly string[]): Promise<SecondProcess> {
  const env = { ...process.env, NODE_PATH: join(root, 'node_modules') }
  const child = fork(file, args, { env, execArgv: [] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const [said]: unknown[] = await once(child, 'message')
  return { child, said }
}

/** Kills a process as a crash would, and waits until it is gone. */
export async function crash({ child }: SecondProcess): Promise<void> {
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
