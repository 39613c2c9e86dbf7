#!/usr/bin/env node
import { enterCallersFolder, messageOf, note } from './console.mjs'
import { runHeadless } from './headless.mjs'

try {
  enterCallersFolder('studio')
  await runHeadless(process.argv.slice(2))
} catch (error) {
  note(messageOf(error))
  process.exitCode = 1
}
