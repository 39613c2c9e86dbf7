import { runCommandLine } from './run'

const first = new AbortController()
const second = new AbortController()
const interrupt = () => (first.signal.aborted ? second : first).abort()
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)

const { stdout, stderr } = process
// A reader such as head may close the pipe early: the command goes on to its orderly end.
stdout.on('error', () => undefined)

runCommandLine(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  streams: { stdout, stderr },
  interruption: { first: first.signal, second: second.signal },
})
  .then((code) => {
    process.exitCode = code
  })
  .catch((error: unknown) => {
    stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  })
  .finally(() => {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
  })
