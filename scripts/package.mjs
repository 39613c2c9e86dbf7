#!/usr/bin/env node
import { readFile, rm } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt, windowParts } from './build.mjs'
import { collect } from './child-process.mjs'
import { lastLines, messageOf, note, root } from './console.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { packagingConfig, targetsFor } from './package/config.mjs'
import { missingNatives } from './package/natives.mjs'
import { packFolder, packTarget, thisMachine, toolsOutOfReach, unpackedFolder } from './package/pack.mjs'
import { prepareExtras } from './package/prepare.mjs'

const output = join(root, 'dist')

const help = `Usage: npm run package [-- OPTIONS]

Makes the packages of this system in dist/: the unpacked application, and from it what electron-builder.yml lists. Where a
packer's own tools cannot be downloaded, it says so and goes on with the others.

Options:
  --dir    make the unpacked application alone
  --help   show this text
`

/** @typedef {import('./package/natives.mjs').Processor} Processor */
/**
 * Makes a tar.gz of the unpacked application with the system's own tar, for which electron-builder would download a tool.
 * @param {string} folder
 * @param {Processor} processor
 * @returns {Promise<string>} the file
 */
async function tarball(folder, processor) {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const name = `gan-studio-${version}-linux-${processor}`
  const file = join(output, `${name}.tar.gz`)
  const rename = `s,^${basename(folder)},${name},`
  const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name']
  const { status, output: said } = await collect('tar', [
    '-czf',
    file,
    ...owner,
    `--transform=${rename}`,
    '-C',
    output,
    basename(folder),
  ])
  if (status !== 0) throw new Error(`tar failed:\n${lastLines(said)}`)
  return file
}

async function makePackages() {
  const { values } = parseArgs({ options: { dir: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
  if (values.help === true) {
    process.stdout.write(help)
    return
  }
  const { system, processor } = thisMachine()
  const targets = targetsFor(await packagingConfig(), system, processor)
  if (targets.length === 0) throw new Error(`electron-builder.yml lists no package for ${system} ${processor}.`)
  const missing = missingNatives(join(root, 'node_modules'), system, processor)
  if (missing.length > 0) throw new Error(`These are not installed (npm ci installs them): ${missing.join(', ')}.`)
  const executable = await electronRuntime()
  await ensureBuilt(windowParts)
  await prepareExtras()
  await rm(output, { recursive: true, force: true })
  await packFolder({ executable, system, processor, output })
  const prepackaged = unpackedFolder(output, system, processor)
  const made = [prepackaged]
  /** @type {{ target: string, why: string }[]} */
  const failed = []
  const wanted = values.dir === true ? [] : targets
  const obstacle = wanted.some((target) => target !== 'tar.gz') ? await toolsOutOfReach() : null
  for (const target of wanted) {
    try {
      if (target === 'tar.gz') made.push(await tarball(prepackaged, processor))
      else if (obstacle !== null) failed.push({ target, why: obstacle })
      else made.push(...(await packTarget(target, { prepackaged, system, processor, output })))
    } catch (error) {
      failed.push({ target, why: messageOf(error).split('\n')[0] ?? '' })
    }
  }
  note('')
  for (const file of made) note(`made      ${relative(root, file)}`)
  for (const { target, why } of failed) note(`not made  ${target}: ${why}`)
}

try {
  await makePackages()
} catch (error) {
  note(messageOf(error))
  process.exitCode = 1
}
