import { mkdirSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import type { OpenHome } from '../../../src-main/home/open'
import { ProjectsService } from '../../../src-main/projects/service'
import { temporaryHome } from '../../support/studio-home'

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

test('an unknown project is answered with the nearest', () => {
  projects.create('Digits')
  const failure = expect.objectContaining({ nearest: ['digits'] })
  const unknown = expect.objectContaining({ code: 'UNKNOWN_PROJECT', failure })
  expect(() => projects.open('digit')).toThrow(unknown)
  expect(() => projects.rename('digit', 'x')).toThrow('There is no project “digit”')
})
