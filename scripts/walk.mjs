#!/usr/bin/env node
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt, windowParts } from './build.mjs'
import { root } from './console.mjs'
import { allowInspection } from './package/fuses.mjs'
import { executablesIn, packagedHere } from './package/packaged.mjs'
import { runPlaywright } from './test/runners.mjs'

// A newcomer's way from an empty home with the guide alone: a folder of images, two runs, their comparison, a film. Its pictures are
// those of the guide. `--package` walks in the package that `npm run package` made, else it is the build.
process.env['STUDIO_SCREENSHOTS'] = join(root, 'docs/images')

async function walkInPackage() {
  const away = await mkdtemp(join(tmpdir(), 'gan-studio-walk-'))
  try {
    const folder = join(away, 'package')
    await cp(packagedHere(), folder, { recursive: true, verbatimSymlinks: true })
    const { window } = executablesIn(folder)
    // Without this fuse nobody outside could drive it.
    await allowInspection(window)
    return await runPlaywright('walk', { STUDIO_PACKAGED: window })
  } finally {
    await rm(away, { recursive: true, force: true })
  }
}

async function walkInBuild() {
  await ensureBuilt(windowParts)
  return runPlaywright('walk')
}

const { success } = await (process.argv.includes('--package') ? walkInPackage() : walkInBuild())
if (!success) process.exitCode = 1
