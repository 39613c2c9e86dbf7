#!/usr/bin/env node
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt, windowParts } from './build.mjs'
import { foreground } from './child-process.mjs'
import { enterCallersFolder, messageOf, note, root } from './console.mjs'
import { sandboxObstacle } from './electron-runtime/sandbox.mjs'
import { ensureSystemLibraries } from './electron-runtime/system-libraries.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { runHeadless } from './headless.mjs'

const quickStart = 'dcgan-28'

const help = `Usage: npm start [-- OPTIONS]

Opens the studio window. Where there is no display, trains the quick-start preset (${quickStart}) in the terminal instead.

Options:
  --home DIR   studio home to use (default: $GAN_STUDIO_HOME, else ~/GAN Studio)
  --terminal   train the quick start in the terminal although there is a display
  --help       show this text

Every other thing that the studio does in a terminal: npm run -s studio -- --help
`

/** @param {NodeJS.ProcessEnv} env */
function hasDisplay(env) {
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}

async function openWindow() {
  const executable = await electronRuntime()
  await ensureSystemLibraries(executable, { virtualDisplay: false })
  await ensureBuilt(windowParts)
  const obstacle = sandboxObstacle(executable)
  if (obstacle !== null) note(`Starting without Chromium's sandbox: ${obstacle}.`)
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  return foreground(executable, [...(obstacle === null ? [] : ['--no-sandbox']), root], { cwd: root, env })
}

async function start() {
  const { values } = parseArgs({
    options: {
      home: { type: 'string' },
      terminal: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    return
  }
  enterCallersFolder('start')
  if (values.home !== undefined) process.env['GAN_STUDIO_HOME'] = resolve(values.home)
  if (!values.terminal && hasDisplay(process.env)) {
    process.exitCode = await openWindow()
    return
  }
  if (!values.terminal) note(`No display here: training the quick start (${quickStart}) in this terminal.`)
  await runHeadless(['train', quickStart])
}

try {
  await start()
} catch (error) {
  note(messageOf(error))
  const usage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  process.exitCode = usage ? 2 : 1
}
