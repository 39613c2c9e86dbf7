import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { OpenHome } from '../../../src-main/home/open'
import { exportedProject, openProject, projectMembers, textOf } from '../../support/project-files'
import { type RawMember, rawZip } from '../../support/raw-zip'
import { temporaryFolder, temporaryHome } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

/** A home with a project of two runs, the second a branch of the first, with curves and files, and a run in the trash. */
function workedHome(): OpenHome {
  const home = temporaryHome()
  const { store, paths } = home
  store.projects.add({ id: 'first', name: 'Digits', created: 5, opened: 6 })
  const { id } = store.runs.add(newRun('first'))
  const config = store.runs.get(id).config
  const branch = store.runs.add(newRun('first', { origin: { of: { run: id, number: 1, step: 10 }, config } }))
  const gone = store.runs.add(newRun('first'))
  for (const run of [id, branch.id, gone.id]) store.runs.update(run, { status: { state: 'completed' } })
  store.runs.discard(gone.id)
  store.runs.update(id, { name: 'The first', tags: ['kept'], notes: 'A note' })
  store.metrics.append(id, { firstStep: 1, series: { generatorLoss: [0.5, null, 0.25], discriminatorLoss: [1, 2, 3] } })
  store.samples.put(id, { step: 10, epoch: 1 })
  store.checkpoints.put(id, { name: 'step-0000010', step: 10, epoch: 1, created: 7 })
  for (const run of [id, gone.id]) {
    const folder = paths.checkpoint('first', run, 'step-0000010')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ run, step: 10 }))
    writeFileSync(join(folder, 'tensors.safetensors'), Buffer.alloc(5000, run))
    mkdirSync(paths.samples('first', run), { recursive: true })
    writeFileSync(join(paths.samples('first', run), 'step-0000010.png'), `picture of ${run}`)
    mkdirSync(paths.exports('first', run), { recursive: true })
    writeFileSync(join(paths.exports('first', run), 'film.gif'), 'film')
  }
  return home
}

const emptyHome = (): OpenHome => {
  const home = temporaryHome()
  home.store.projects.add({ id: 'first', name: 'My first project', created: 1, opened: 1 })
  return home
}

test('a project comes in with the ids, records and files that it had; its trash and exports stay behind', async () => {
  const from = workedHome()
  const to = emptyHome()
  const opened = await openProject(to, await exportedProject(from, 'first'))
  expect(opened).toMatchObject({ project: { id: 'first', name: 'Digits' }, runs: 2 })
  expect(opened.datasets).toEqual([{ id: 'mnist', outcome: 'missing' }])
  expect(to.store.runs.ids().sort()).toEqual(['first-1', 'first-2'])
  for (const run of ['first-1', 'first-2']) expect(to.store.run(run)).toEqual(from.store.run(run))
  expect(to.store.metrics.read('first-1', 'generatorLoss')).toEqual(from.store.metrics.read('first-1', 'generatorLoss'))
  for (const path of ['checkpoints/step-0000010/tensors.safetensors', 'samples/step-0000010.png']) {
    expect(textOf(to, 'first', 'first-1', path)).toBe(textOf(from, 'first', 'first-1', path))
  }
  expect(readdirSync(to.paths.run('first', 'first-1')).sort()).toEqual(['checkpoints', 'samples'])
  expect(existsSync(to.paths.run('first', 'first-3'))).toBe(false)
  // No number is given twice, not even that of the run in the trash.
  expect(to.store.runs.add(newRun('first')).id).toBe('first-4')
})

test('where the ids are taken it comes in beside, and everything in it is renamed', async () => {
  const home = workedHome()
  const opened = await openProject(home, await exportedProject(home, 'first'))
  expect(opened.project.id).toBe('first-2')
  expect(
    home.store.runs
      .list('first-2')
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['first-2-1', 'first-2-2'])
  expect(home.store.runs.get('first-2-2').origin).toEqual({ run: 'first-2-1', number: 1, step: 10 })
  expect(JSON.parse(textOf(home, 'first-2', 'first-2-1', 'checkpoints/step-0000010/manifest.json'))).toEqual({
    run: 'first-2-1',
    step: 10,
  })
  expect(home.store.run('first-1').name).toBe('The first')
})

test('a run in progress is not written', async () => {
  const home = workedHome()
  home.store.runs.update('first-2', { status: { state: 'paused', failure: null } })
  await expect(exportedProject(home, 'first')).rejects.toMatchObject({ code: 'IN_USE' })
})

test('the same project gives the same file', async () => {
  const home = workedHome()
  const [a, b] = [await exportedProject(home, 'first'), await exportedProject(home, 'first')]
  expect(readFileSync(a).equals(readFileSync(b))).toBe(true)
})

/** What a home must look like after a file was refused. */
function expectUntouched(home: OpenHome): void {
  expect(home.store.projects.ids()).toEqual(['first'])
  expect(home.store.projects.get('first').name).toBe('My first project')
  expect(home.store.runs.ids()).toEqual([])
  expect(existsSync(home.paths.project('first'))).toBe(false)
  expect(readdirSync(home.paths.root).filter((name) => name.startsWith('.opening'))).toEqual([])
  expect(existsSync(join(home.paths.root, '..', 'outside'))).toBe(false)
}

type Change = (members: RawMember[]) => RawMember[]
const head = (change: (head: Record<string, unknown>) => object): Change =>
  changed('project.json', (text) => JSON.stringify(change(JSON.parse(text))))
const line = (change: (text: string) => string): Change => changed('records.jsonl', change)
const extra =
  (name: string, content = 'x'): Change =>
  (members) => [...members, { name, content: Buffer.from(content) }]
function changed(name: string, change: (text: string) => string): Change {
  return (members) =>
    members.map((member) =>
      member.name === name
        ? { name, content: Buffer.from(change(Buffer.from(member.content).toString('utf8'))) }
        : member,
    )
}
const added = (table: string, row: object): Change => line((text) => `${text}${JSON.stringify({ table, row })}\n`)
const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`

const attack = (what: string, change: Change, code = 'INVALID_INPUT') => [what, change, code] as const
const attacks = [
  attack('a path that leaves the archive', extra('runs/first-1/samples/../../../../outside')),
  attack('an absolute path', extra('/outside')),
  attack('a file with no place in a project', extra('startup.js')),
  attack('a run that is no identifier', extra('runs/..%2f/samples/a.png')),
  attack('a folder within samples', extra('runs/first-1/samples/deep/a.png')),
  attack('no head', (members) => members.filter(({ name }) => name !== 'project.json')),
  attack('no records', (members) => members.filter(({ name }) => name !== 'records.jsonl')),
  attack(
    'a head of another program',
    head((old) => ({ ...old, format: 'other' })),
  ),
  attack(
    'a head nested 10,000 deep',
    changed('project.json', () => deep),
  ),
  attack(
    'a head of a newer studio',
    head((old) => ({ ...old, schema: 100_000 })),
    'WRONG_STATE',
  ),
  attack(
    'a head that names another project',
    head((old) => ({ ...old, project: { id: 'other', name: 'x' } })),
  ),
  attack(
    'a project id that is a path',
    head((old) => ({ ...old, project: { id: '../x', name: 'x' } })),
  ),
  attack(
    'records that are no JSON',
    line((text) => `${text}{\n`),
  ),
  attack(
    'records nested 10,000 deep',
    line((text) => `${text}{"table":"epoch","row":{"run":${deep}}}\n`),
  ),
  attack(
    'records that end in a line',
    line((text) => text.slice(0, -20)),
  ),
  attack('a table of the studio’s own', added('preference', { name: 'theme', document: '{}' })),
  attack('a table of SQLite', added('sqlite_master', { type: 'trigger' })),
  attack('a column that is a statement', added('epoch', { 'run") VALUES (1); DROP TABLE run; --': 1 })),
  attack(
    'a prototype as a column',
    line((text) => `${text}{"table":"epoch","row":{"__proto__":{"x":1}}}\n`),
  ),
  attack('a value of another type', added('epoch', { run: 'first-1', epoch: 'one', step: 1, means: '{}' })),
  attack('a second project', added('project', { id: 'second', name: 'x', created: 1, opened: 1, next_number: 1 })),
  attack(
    'a run of another project',
    line((text) => text.replaceAll('"project":"first"', '"project":"elsewhere"')),
  ),
  attack('a part of no run', added('epoch', { run: 'first-9', epoch: 1, step: 1, means: '{}' })),
  attack(
    'a config that is none',
    line((text) => text.replace('\\"batchSize\\":64', '\\"batchSize\\":-1')),
  ),
  attack(
    'a status that is none',
    line((text) => text.replaceAll('{\\"state\\":\\"completed\\"}', '{\\"state\\":\\"unheard\\"}')),
  ),
  attack(
    'a run that claims to run',
    line((text) => text.replaceAll('completed', 'running')),
  ),
  attack(
    'a curve of another length',
    added('metric_chunk', {
      run: 'first-1',
      metric: 'generatorLoss',
      first_step: 9,
      last_step: 9,
      data: { base64: 'AAAA' },
    }),
  ),
]

/** Those of a right file, made once. */
let members: Promise<RawMember[]> | undefined

test.each(attacks)('%s is refused, and nothing of the file stays', async (_what, change, code) => {
  members ??= projectMembers(await exportedProject(workedHome(), 'first'))
  const right = await members
  const attacked = change(right)
  expect(attacked).not.toEqual(right)
  const file = join(temporaryFolder(), 'attack.ganstudio')
  writeFileSync(file, rawZip(attacked))
  const home = emptyHome()
  await expect(openProject(home, file)).rejects.toMatchObject({ code })
  expectUntouched(home)
})

test('a file that was cut off, or damaged, is refused', async () => {
  const file = await exportedProject(workedHome(), 'first')
  const whole = readFileSync(file)
  for (const bytes of [0, 10, 200, whole.length - 30, whole.length - 1]) {
    truncateSync(file, bytes)
    const home = emptyHome()
    await expect(openProject(home, file)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    expectUntouched(home)
    writeFileSync(file, whole)
  }
  const damaged = Buffer.from(whole)
  const at = damaged.indexOf('picture of first-1')
  damaged[at] = (damaged[at] ?? 0) ^ 1
  writeFileSync(file, damaged)
  const home = emptyHome()
  await expect(openProject(home, file)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expectUntouched(home)
})

test('cancelled, it leaves nothing', async () => {
  const file = await exportedProject(workedHome(), 'first')
  const home = emptyHome()
  await expect(openProject(home, file, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' })
  expectUntouched(home)
})
