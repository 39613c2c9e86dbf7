#!/usr/bin/env node
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { collect, foreground } from './child-process.mjs'
import { lastLines, messageOf, note, root } from './console.mjs'
import { packagingConfig } from './package/config.mjs'
import { allowInspection, fusesOf } from './package/fuses.mjs'
import { executablesIn, packagedHere } from './package/packaged.mjs'
import { step } from './test/checks.mjs'
import { runPlaywright } from './test/runners.mjs'

/**
 * Whether every fuse that the packaged Electron has is as electron-builder.yml says.
 * @param {string} executable
 */
async function fusesAreSet(executable) {
  const { electronFuses } = await packagingConfig()
  const wrong = Object.entries(await fusesOf(executable)).filter(([name, on]) => electronFuses[name] !== on)
  return {
    success: wrong.length === 0,
    output: wrong.map(([name, on]) => `${name} is ${on ? 'on' : 'off'}`).join('\n'),
  }
}

/**
 * Runs the packaged command line where there is no display, on a home of its own: the doctor, which must find the default
 * engine, and a training run.
 * @param {string} command
 * @param {string} home
 */
async function commandLineWorks(command, home) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env
  const run = (/** @type {string[]} */ ...parameters) =>
    collect(command, parameters, { cwd: home, env: { ...env, GAN_STUDIO_HOME: home } })
  const doctor = await run('doctor', '--json')
  /** @type {{ id: string, available: boolean, reason: string }[]} */
  const engines = doctor.status === 0 ? JSON.parse(doctor.output).engines : []
  const standard = engines.find(({ id }) => id === 'compiled-cpu')
  // Without koffi it is there all the same, and slower: its reason says so.
  if (standard?.available !== true || /failed/.test(standard.reason)) return { success: false, output: doctor.output }
  const { status, output: said } = await run('train', 'mlp-small', '--steps', '20', '--json')
  return { success: status === 0, output: lastLines(said) }
}

/**
 * Runs the end-to-end tests on the package, but for one fuse: without it nobody outside could drive it.
 * @param {string} executable
 */
async function windowWorks(executable) {
  await allowInspection(executable)
  return runPlaywright('e2e', { STUDIO_PACKAGED: executable })
}

async function testPackage() {
  const made = await step('package', async () => ({
    success: (await foreground(process.execPath, [join(root, 'scripts/package.mjs'), '--dir'], { cwd: root })) === 0,
  }))
  if (!made.success) return false
  // Away from the repository, in whose node_modules it would find what it lacks.
  const away = await mkdtemp(join(tmpdir(), 'gan-studio-package-'))
  try {
    const folder = join(away, 'package')
    await cp(packagedHere(), folder, { recursive: true, verbatimSymlinks: true })
    const { window, command } = executablesIn(folder)
    const home = join(away, 'home')
    await mkdir(home)
    const results = [
      await step('fuses', () => fusesAreSet(window)),
      await step('command line', () => commandLineWorks(command, home)),
      await step('e2e', () => windowWorks(window)),
      await step('walk', () => runPlaywright('walk', { STUDIO_PACKAGED: window })),
    ]
    return results.every(({ success }) => success)
  } finally {
    await rm(away, { recursive: true, force: true })
  }
}

try {
  if (!(await testPackage())) process.exitCode = 1
} catch (error) {
  note(messageOf(error))
  process.exitCode = 1
}
