import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { collect } from '../child-process.mjs'
import { lastLines, note, readable, root } from '../console.mjs'
import { ensureBinding } from './binding.mjs'
import { findLibrary } from './library.mjs'

const packageName = '@tensorflow/tfjs-node-gpu'

/**
 * The npm package whose binding is built.
 * @returns {{ folder: string, version: string }}
 */
function installedPackage() {
  const require = createRequire(join(root, 'package.json'))
  try {
    const file = require.resolve(`${packageName}/package.json`)
    return { folder: dirname(file), version: require(file).version }
  } catch {
    throw new Error(`The optional package ${packageName} is not installed. Run “npm install”, then this again.`)
  }
}

const loading =
  'const b = require(process.argv[1]); console.log(b.TF_Version, b.isUsingGpuDevice() ? "GPU" : "processor")'

/**
 * Loads a binding in a process of its own.
 * @param {string} binding
 * @returns {Promise<{ version: string, device: string }>}
 */
async function load(binding) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }
  const { status, output } = await collect(process.execPath, ['-e', loading, binding], { env })
  const [version, device] = output.trim().split('\n').at(-1)?.split(' ') ?? []
  if (status === 0 && version !== undefined && device !== undefined) return { version, device }
  throw new Error(
    `The binding was built, but cannot be loaded (exit code ${status}):\n${lastLines(output)}\nName another library with --library DIR.`,
  )
}

/**
 * Notes for the engine where the binding is, and which sources it was built from.
 * @param {string} cache
 * @param {object} content
 * @returns {Promise<boolean>} whether that was not noted already
 */
async function record(cache, content) {
  const file = join(cache, 'tensorflow/setup.json')
  const text = `${JSON.stringify(content, null, 2)}\n`
  if ((await readFile(file, 'utf8').catch(() => null)) === text) return false
  await mkdir(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}`
  await writeFile(temporary, text)
  await rename(temporary, file)
  return true
}

/**
 * Makes the engine `tensorflow` work, and does nothing where that is done already.
 * @param {{ cache: string, library: string | null, gpu: boolean }} options
 * @throws {Error} when something is missing, with what to do
 */
export async function setUpTensorFlow({ cache, library: named, gpu }) {
  if (process.platform !== 'linux') {
    throw new Error(
      `This set-up is for Linux. On ${process.platform} the package has a download of its own: npm install --no-save @tensorflow/tfjs-node, with its install script allowed.`,
    )
  }
  const { folder: packageFolder, version: sources } = installedPackage()
  const library = await findLibrary({ cache, library: named, gpu })
  const binding = await ensureBinding({ cache, packageFolder, library })
  const { version, device } = await load(binding)
  const fresh = await record(cache, { version: 1, sources, binding })
  note(
    `TensorFlow ${version} (${library.source}) ${fresh ? 'is set up' : 'was set up already'} in ${readable(cache)}; here it runs on the ${device}.`,
  )
  if (gpu && device !== 'GPU') {
    note('It found no NVIDIA card that it can use: “nvidia-smi” shows whether the driver sees one.')
  }
}
