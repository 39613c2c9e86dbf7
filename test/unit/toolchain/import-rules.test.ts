import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { IConfiguration, ICruiseResult, IViolation } from 'dependency-cruiser'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const rulesFile = join(root, '.dependency-cruiser.cjs')
const { forbidden = [] }: IConfiguration = createRequire(import.meta.url)(rulesFile)

/** Modules that obey every rule; each is imported by another one, so that none is an orphan. */
const lawful: Record<string, string> = {
  'src-shared/maths.ts': "import { z } from 'zod'\nexport const maths = z",
  'src-shared/shape.ts': "import { maths } from './maths'\nexport const shape = maths",
  'src-main/main.ts':
    "import { app } from 'electron'\nimport { studio } from './studio'\nexport const main = [app, studio]",
  'src-main/app/window.ts': "import { BrowserWindow } from 'electron'\nexport const window = BrowserWindow",
  'src-main/studio.ts':
    "import { readFile } from 'node:fs'\nimport { shape } from '@shared/shape'\nexport const studio = [readFile, shape]",
  'src-main/headless/index.ts': "import { studio } from '../studio'\nexport const headless = studio",
  'src-main/trainer/engine.ts': "import * as tf from '@tensorflow/tfjs-core'\nexport const engine = tf",
  'src-main/trainer/index.ts':
    "import { engine } from './engine'\nimport { shape } from '@shared/shape'\nexport const index = [engine, shape]",
  'src-main/importer/index.ts': "import { shape } from '@shared/shape'\nexport const importer = shape",
  'src-renderer/charts/curve.ts': "import { Chart } from 'chart.js'\nexport const curve = Chart",
  'src-renderer/Page.vue':
    "<script setup lang=\"ts\">\nimport { curve } from './charts/curve'\nimport { shape } from '@shared/shape'\n</script>\n<template>{{ curve }}{{ shape }}</template>",
  'src-renderer/main.ts': "import Page from './Page.vue'\nexport const page = Page",
}

/** One module, or two, per rule: the offender and the imports that it offends with. */
const offences: Record<string, { from: string; imports: string; to: RegExp; beside?: Record<string, string> }> = {
  'no-cycles': {
    from: 'src-shared/egg.ts',
    imports: "import { hen } from './hen'\nexport const egg = hen",
    to: /^src-shared\/hen\.ts$/,
    beside: { 'src-shared/hen.ts': "import { egg } from './egg'\nexport const hen = egg" },
  },
  'no-orphans': { from: 'src-shared/forgotten.ts', imports: 'export const forgotten = 1', to: /forgotten/ },
  'no-unresolvable': { from: 'src-main/astray.ts', imports: "import './nowhere'", to: /nowhere/ },
  'no-deprecated-node': { from: 'src-main/stale.ts', imports: "import 'node:punycode'", to: /punycode/ },
  'no-development-tools': { from: 'src-main/tool.ts', imports: "import 'vitest'", to: /vitest/ },
  'shared-is-a-leaf': { from: 'src-shared/leaf.ts', imports: "import '../src-main/studio'", to: /^src-main\/studio/ },
  'shared-is-pure': { from: 'src-shared/file.ts', imports: "import 'node:fs'", to: /^(node:)?fs$/ },
  'shared-uses-pure-packages': { from: 'src-shared/view.ts', imports: "import 'vue'", to: /vue/ },
  'renderer-sees-shared-only': {
    from: 'src-renderer/Reach.vue',
    imports: '<script setup lang="ts">\nimport "../src-main/studio"\n</script>',
    to: /^src-main\/studio/,
  },
  'renderer-is-a-page': { from: 'src-renderer/disk.ts', imports: "import 'node:fs'", to: /^(node:)?fs$/ },
  'renderer-uses-page-packages': { from: 'src-renderer/store.ts', imports: "import 'libsql'", to: /libsql/ },
  'trainer-stands-alone': {
    from: 'src-main/trainer/reach.ts',
    imports: "import '../studio'",
    to: /^src-main\/studio/,
  },
  'trainer-is-another-process': {
    from: 'src-main/shortcut.ts',
    imports: "import './trainer/engine'",
    to: /^src-main\/trainer\/engine/,
  },
  'importer-knows-no-studio': {
    from: 'src-main/importer/reach.ts',
    imports: "import '../store/rows'",
    to: /^src-main\/store\/rows/,
    beside: { 'src-main/store/rows.ts': 'export const rows = 1' },
  },
  'importer-is-another-process': {
    from: 'src-main/hurry.ts',
    imports: "import './importer/index'",
    to: /^src-main\/importer\/index/,
  },
  'main-sees-no-page': {
    from: 'src-main/peep.ts',
    imports: "import '../src-renderer/main'",
    to: /^src-renderer\/main/,
  },
  'tensors-in-the-trainer': {
    from: 'src-main/tensor.ts',
    imports: "import 'onnxruntime-node'",
    to: /onnxruntime-node/,
  },
  'native-calls-at-the-edge': { from: 'src-main/native.ts', imports: "import 'koffi'", to: /koffi/ },
  'charts-in-one-folder': { from: 'src-renderer/plot.ts', imports: "import 'chart.js'", to: /chart\.js/ },
  'electron-at-the-edge': { from: 'src-main/dialog.ts', imports: "import 'electron'", to: /electron/ },
  'headless-needs-no-electron': {
    from: 'src-main/headless/picker.ts',
    imports: "import '../picked'",
    to: /electron/,
    beside: { 'src-main/picked.ts': "import 'electron'" },
  },
  'headless-needs-no-window': {
    from: 'src-main/headless/window.ts',
    imports: "import '../app/window'",
    to: /^src-main\/app\/window/,
  },
}

let folder = ''

/** The violations that the real command finds by the real rules in a tree, in a folder with the repository's packages. */
function violationsOf(name: string, tree: Record<string, string>): IViolation[] {
  const base = join(folder, name)
  const paths = { '@shared/*': ['./src-shared/*'] }
  const compilerOptions = { module: 'ESNext', moduleResolution: 'Bundler', paths }
  for (const [path, content] of Object.entries({ ...tree, 'tsconfig.json': JSON.stringify({ compilerOptions }) })) {
    mkdirSync(dirname(join(base, path)), { recursive: true })
    writeFileSync(join(base, path), content)
  }
  symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'), 'dir')
  const command = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const parameters = ['--config', rulesFile, '--output-type', 'json', 'src-main', 'src-renderer', 'src-shared']
  const { stdout, stderr } = spawnSync(process.execPath, [command, ...parameters], { cwd: base, encoding: 'utf8' })
  expect(stderr).toBe('')
  const result: ICruiseResult = JSON.parse(stdout)
  return result.summary.violations
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'import-rules-')))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a tree that obeys the rules passes', () => {
  expect(violationsOf('lawful', lawful)).toEqual([])
})

test('every rule has an offence', () => {
  expect(Object.keys(offences).sort()).toEqual(forbidden.map(({ name }) => name).sort())
})

test('every rule bites its offence', () => {
  const tree = { ...lawful }
  for (const { from, imports, beside } of Object.values(offences)) Object.assign(tree, { [from]: imports }, beside)
  const violations = violationsOf('unlawful', tree)
  // Of a cycle only the alphabetically first module is reported.
  for (const [rule, { from, to }] of Object.entries(offences)) {
    const bitten = violations.filter((violation) => violation.rule.name === rule && violation.from === from)
    expect(
      bitten.map((violation) => violation.to),
      rule,
    ).toContainEqual(expect.stringMatching(to))
  }
})
