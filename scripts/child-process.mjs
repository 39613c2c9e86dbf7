import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/**
 * @typedef {object} Outcome
 * @property {number} status exit code; 128 + signal number when a signal ended the program; 127 when it did not start
 * @property {string} output stdout and stderr together; empty when they were inherited
 * @property {boolean} timedOut
 */

/**
 * Exit code of a finished child, by the shell's convention.
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
export function exitStatus(code, signal) {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal])
}

/**
 * Runs a program to its end and collects what it printed.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, limitMs?: number }} [options]
 * @returns {Promise<Outcome>}
 */
export function collect(command, parameters, { cwd, env, limitMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    })
    let output = ''
    let timedOut = false
    const timer = limitMs === undefined ? undefined : setTimeout(expire, limitMs)
    function expire() {
      timedOut = true
      child.kill('SIGKILL')
    }
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        output += text
      })
    }
    child.once('error', (error) => {
      clearTimeout(timer)
      resolve({ status: 127, output: error.message, timedOut })
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve({ status: exitStatus(code, signal), output, timedOut })
    })
  })
}

/**
 * Runs a program in the foreground, on our own stdin, stdout and stderr, and answers its exit code. Signals are passed
 * on, and we wait for the program whatever happens, so that it can save its work.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function foreground(command, parameters, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd, env: env ?? process.env, stdio: 'inherit' })
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
    for (const signal of signals) process.on(signal, pass)
    const release = () => {
      for (const signal of signals) process.off(signal, pass)
    }
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      release()
      resolve(exitStatus(code, signal))
    })
  })
}
