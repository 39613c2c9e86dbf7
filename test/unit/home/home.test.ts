import { resolve, sep } from 'node:path'
import { expect, test } from 'vitest'
import { homePaths, studioHome } from '../../../src-main/home/home'

const person = resolve('/home/ada')

test('the home is a folder of the person unless something else is chosen', () => {
  expect(studioHome({}, person)).toBe(resolve(person, 'GAN Studio'))
})

test('an explicit home goes before the environment, which goes before the default', () => {
  const env = { GAN_STUDIO_HOME: '/data/gans' }
  expect(studioHome(env, person)).toBe(resolve('/data/gans'))
  expect(studioHome(env, person, '/tmp/elsewhere')).toBe(resolve('/tmp/elsewhere'))
})

test('an empty choice is no choice', () => {
  expect(studioHome({ GAN_STUDIO_HOME: '' }, person, '  ')).toBe(resolve(person, 'GAN Studio'))
})

test('a relative choice is taken from the working folder', () => {
  expect(studioHome({}, person, 'studio')).toBe(resolve('studio'))
})

test('everything of a run is within its project, and everything of the home within the home', () => {
  const paths = homePaths('/data/gans')
  const run = paths.run('first', 'first-1')
  expect(run).toBe(resolve('/data/gans/projects/first/runs/first-1'))
  for (const inside of [
    paths.checkpoint('first', 'first-1', 'step-10'),
    paths.samples('first', 'first-1'),
    paths.exports('first', 'first-1'),
  ]) {
    expect(inside.startsWith(run + sep)).toBe(true)
  }
  for (const inside of [paths.database, paths.lock, paths.holder, paths.dataset('mnist'), run]) {
    expect(inside.startsWith(paths.root + sep)).toBe(true)
  }
})
