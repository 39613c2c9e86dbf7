#!/usr/bin/env node
import { messageOf, note } from './console.mjs'
import { runHeadless } from './headless.mjs'

try {
  await runHeadless(process.argv.slice(2))
} catch (error) {
  note(messageOf(error))
  process.exitCode = 1
}
