import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { OpenHome } from '../../../src-main/home/open'
import { ProjectsService } from '../../../src-main/projects/service'
import { temporaryHome } from '../../support/studio-home'
import { newRun } from '../../support/studio-records'

let home: OpenHome
let projects: ProjectsService
let clock: number

beforeEach(() => {
  home = temporaryHome()
  clock = 1000
  projects = new ProjectsService(home, () => clock++)
})

test('a first start has one project; later ones keep it', () => {
  expect(projects.initial()).toEqual({ id: 'first', name: 'My first project', created: 1000, opened: 1000 })
  projects.create('Another')
  expect(projects.initial().id).toBe('first')
  expect(projects.list()).toHaveLength(2)
})

test('projects of the same name have different identifiers', () => {
  expect(['Digits', 'Digits', 'digits!'].map((name) => projects.create(name).id)).toEqual([
    'digits',
    'digits-2',
    'digits-3',
  ])
})

test('a folder that a lost database left is not written over', () => {
  mkdirSync(home.paths.run('first', 'first-1'), { recursive: true })
  expect(projects.initial().id).toBe('first-2')
})

test('the project opened last comes first', () => {
  const [first, second] = ['One', 'Two'].map((name) => projects.create(name).id)
  expect(projects.list().map(({ id }) => id)).toEqual([second, first])
  projects.open(first ?? '')
  expect(projects.list().map(({ id }) => id)).toEqual([first, second])
})

test('a new name keeps the identifier, and with it the files', () => {
  const { id } = projects.create('Before')
  expect(projects.rename(id, 'After')).toMatchObject({ id, name: 'After' })
})

test('a removed project takes its runs and files with it, and nothing else', async () => {
  const [gone, kept] = ['Gone', 'Kept'].map((name) => projects.create(name).id)
  for (const id of [gone ?? '', kept ?? '']) {
    const run = home.store.runs.add(newRun(id))
    home.store.runs.update(run.id, { status: { state: 'completed' } })
    mkdirSync(home.paths.samples(id, run.id), { recursive: true })
    writeFileSync(join(home.paths.samples(id, run.id), '0.png'), 'picture')
  }
  await projects.remove(gone ?? '')
  expect(projects.list().map(({ id }) => id)).toEqual([kept])
  expect(home.store.runs.list(null).map(({ project }) => project)).toEqual([kept])
  expect([existsSync(home.paths.project(gone ?? '')), existsSync(home.paths.project(kept ?? ''))]).toEqual([
    false,
    true,
  ])
})

test('a project with a run in progress is not removed', async () => {
  const { id } = projects.create('Busy')
  const run = home.store.runs.add(newRun(id))
  await expect(projects.remove(id)).rejects.toMatchObject({ code: 'IN_USE' })
  expect(home.store.runs.summary(run.id).project).toBe(id)
})

test('an unknown project is answered with the nearest', async () => {
  projects.create('Digits')
  const unknown = { code: 'UNKNOWN_PROJECT', failure: { nearest: ['digits'] } }
  await expect(projects.remove('digit')).rejects.toMatchObject(unknown)
  expect(() => projects.rename('digit', 'x')).toThrow('There is no project “digit”')
  expect(() => projects.open('digit')).toThrow('There is no project “digit”')
})
