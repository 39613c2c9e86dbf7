#!/usr/bin/env node
import { join } from 'node:path'
import { ensureBuilt, windowParts } from './build.mjs'
import { root } from './console.mjs'
import { runPlaywright } from './test/runners.mjs'

// Makes the pictures of the documentation from the real application, with runs that are trained for them (several minutes).
process.env['STUDIO_SCREENSHOTS'] = join(root, 'docs/images')
await ensureBuilt(windowParts)
const { success } = await runPlaywright('pictures')
if (!success) process.exitCode = 1
