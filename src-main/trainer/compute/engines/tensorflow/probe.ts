import { execFile } from 'node:child_process'
import { z } from 'zod'

/** What became of TensorFlow in a process of its own. */
export type Probed =
  | {
      readonly state: 'works'
      readonly version: string
      readonly gpu: boolean
      /** What TensorFlow says of CUDA libraries that it looked for in vain. */
      readonly complaint: string | null
    }
  | { readonly state: 'fails'; readonly reason: string }

const LIMIT = 60_000

/** Multiplies two matrices with TensorFlow and prints what came of it. Its parameter is the file of the binding. */
const program = `
const binding = require(process.argv[1])
const matrix = (...values) => binding.createTensor([2, 2], binding.TF_FLOAT, Float32Array.from(values))
const flag = (name) => ({ name, type: binding.TF_ATTR_BOOL, value: false })
const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }
const inputs = [matrix(1, 2, 3, 4), matrix(5, 6, 7, 8)]
const [{ id }] = binding.executeOp('MatMul', [flag('transpose_a'), flag('transpose_b'), type], inputs, 1)
const product = Array.from(binding.tensorDataSync(id))
console.log(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice(), product }))
`

const Answer = z.object({ version: z.string(), gpu: z.boolean(), product: z.array(z.number()) })

const again = 'Run “npm run setup:tensorflow” in the studio’s folder again.'

/** The line of an error that says what it is. */
function essence(output: string): string {
  const lines = output.split('\n').map((line) => line.trim())
  return lines.find((line) => line.startsWith('Error: '))?.slice('Error: '.length) ?? lines.filter(Boolean).at(-1) ?? ''
}

/** What is to be done about a process that ended with an error. */
function failureOf(output: string, code: unknown, signal: string | null): string {
  if (signal === 'SIGILL') {
    return 'This processor lacks instructions that the TensorFlow library was built for. Run “npm run setup:tensorflow -- --library FOLDER” with a library that suits it.'
  }
  if (signal !== null) return `TensorFlow ended its process (${signal}). ${again}`
  const said = essence(output)
  if (/cannot open shared object file/.test(said)) {
    return `A library that TensorFlow needs is gone: ${said}. ${again}`
  }
  return `TensorFlow could not be loaded: ${said || `exit code ${String(code)}`}. ${again}`
}

/** TensorFlow's own words about CUDA libraries, without its time stamps. */
function complaintOf(log: string): string | null {
  const line = log
    .split('\n')
    .find((one) => /could not find cuda|cannot dlopen|could not load dynamic library|CUDA_ERROR/i.test(one))
  return line === undefined ? null : line.replace(/^.*\]\s*/, '').trim()
}

/**
 * Tries a binding in a process of its own, because a library that does not suit the machine can end its process. Never
 * throws. In Electron the process is Electron's executable as plain Node.
 */
export function probeTensorFlow(
  binding: string,
  environment: Readonly<Record<string, string>>,
  limit = LIMIT,
): Promise<Probed> {
  const env = { ...environment, ...process.env, TF_CPP_MIN_LOG_LEVEL: '0', ELECTRON_RUN_AS_NODE: '1' }
  return new Promise((resolve) => {
    const options = { env, timeout: limit, killSignal: 'SIGKILL' as const }
    execFile(process.execPath, ['-e', program, binding], options, (error, stdout, stderr) => {
      if (error) {
        const reason = error.killed
          ? `TensorFlow did not answer within ${limit / 1000} seconds. ${again}`
          : failureOf(stderr || error.message, error.code, error.signal ?? null)
        resolve({ state: 'fails', reason })
        return
      }
      const answer = Answer.safeParse(parsed(stdout))
      if (!answer.success || answer.data.product.join() !== '19,22,43,50') {
        resolve({ state: 'fails', reason: `TensorFlow failed a computation with a known answer. ${again}` })
        return
      }
      const { version, gpu } = answer.data
      resolve({ state: 'works', version, gpu, complaint: complaintOf(stderr) })
    })
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
