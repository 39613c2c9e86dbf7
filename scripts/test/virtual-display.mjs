import { spawn } from 'node:child_process'

const startLimitMs = 20_000

/**
 * Starts an X server without a screen on a display number that it chooses itself, so that it disturbs no other.
 * @returns {Promise<{ display: string, stop: () => Promise<void> }>}
 * @throws {Error} when it does not come up
 */
export function startVirtualDisplay() {
  return new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    })
    const ended = new Promise((done) => server.once('close', done))
    let complaints = ''
    server.stderr?.setEncoding('utf8').on('data', (text) => {
      complaints += text
    })
    const fail = (/** @type {string} */ reason) => {
      clearTimeout(timer)
      server.kill('SIGKILL')
      reject(new Error(`Xvfb did not start: ${reason} ${complaints}`.trimEnd()))
    }
    const timer = setTimeout(() => fail(`no display within ${startLimitMs / 1000} seconds.`), startLimitMs)
    server.once('error', (error) => fail(error.message))
    server.once('exit', (code) => fail(`it ended with ${code}.`))

    let announced = ''
    server.stdio[3]?.on('data', (text) => {
      announced += text
      if (!announced.includes('\n')) return
      clearTimeout(timer)
      resolve({
        display: `:${announced.trim()}`,
        async stop() {
          server.kill('SIGTERM')
          await ended
        },
      })
    })
  })
}
