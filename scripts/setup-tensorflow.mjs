#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { enterCallersFolder, messageOf, note } from './console.mjs'
import { cacheFolder } from './electron-runtime/cache-folder.mjs'
import { setUpTensorFlow } from './tensorflow/set-up.mjs'

const help = `Usage: npm run setup:tensorflow [-- OPTIONS]

Makes the engine "tensorflow" work: builds the binding of @tensorflow/tfjs-node-gpu against a current TensorFlow library.
The library is the one that is named, else that of an installed Python package tensorflow, else a pinned wheel that pip
fetches (250 MB; with --gpu 3.2 GB). What is made is kept in the studio's cache folder. Linux; needs g++.

Options:
  --library DIR  folder of a Python package tensorflow, or of an unpacked libtensorflow
                 (default: $GAN_STUDIO_TENSORFLOW)
  --gpu          TensorFlow with CUDA 12 for NVIDIA cards
  --help         show this text
`

async function main() {
  const { values } = parseArgs({
    options: {
      library: { type: 'string' },
      gpu: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  enterCallersFolder('setup:tensorflow')
  const library = values.library ?? process.env['GAN_STUDIO_TENSORFLOW']
  await setUpTensorFlow({ cache: cacheFolder(), library: library || null, gpu: values.gpu })
}

try {
  await main()
} catch (error) {
  note(messageOf(error))
  const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  process.exitCode = usage ? 2 : 1
}
