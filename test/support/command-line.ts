import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'

const entry = resolve(import.meta.dirname, '../../out/main/headless.cjs')

/** How a command ended and what it said. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command of the built command line, at work. */
export interface RunningCommand {
  readonly child: ChildProcess
  /** Resolves once its standard error has said this. */
  said(text: string): Promise<void>
  readonly result: Promise<CommandResult>
}

/** Starts the built command line on a studio home; it is killed after the test if it still runs then. */
export function startCommand(home: string, ...parameters: string[]): RunningCommand {
  if (!existsSync(entry)) throw new Error(`${entry} is missing: build the application first (npm run build)`)
  const { npm_lifecycle_event: _, ...env } = process.env
  const child = spawn(process.execPath, [entry, ...parameters], {
    env: { ...env, GAN_STUDIO_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let [stdout, stderr] = ['', '']
  let wake: () => void = () => undefined
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    wake()
  })
  const closed = once(child, 'close')
  const result = closed.then(() => ({ code: child.exitCode, stdout, stderr }))
  return {
    child,
    result,
    async said(text) {
      let over = false
      void closed.then(() => {
        over = true
        wake()
      })
      while (!stderr.includes(text)) {
        if (over) throw new Error(`It ended without saying “${text}”: ${stderr}`)
        await new Promise<void>((next) => {
          wake = next
        })
      }
    },
  }
}

/** Runs a command to its end. */
export const runCommand = (home: string, ...parameters: string[]): Promise<CommandResult> =>
  startCommand(home, ...parameters).result
