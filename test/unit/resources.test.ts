import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import {
  applicationFolder,
  findApplicationFolder,
  findResourcesFolder,
  resourcesFolder,
} from '../../src-main/resources'

const names: Record<string, string> = {
  '/clone/package.json': 'gan-studio',
  '/clone/out/package.json': 'something-else',
  '/opt/studio/resources/app.asar/package.json': 'gan-studio',
}
const readName = (file: string) => names[file] ?? null

test('in a clone the resources are beside package.json, however deep the module is', () => {
  for (const moduleFolder of ['/clone/out/main', '/clone/out/main/chunks', '/clone/src-main']) {
    expect(findApplicationFolder({ moduleFolder, readName })).toBe('/clone')
    expect(findResourcesFolder({ moduleFolder, readName })).toBe('/clone/resources')
  }
})

test('in a packaged app they are beside the archive', () => {
  const moduleFolder = '/opt/studio/resources/app.asar/out/main'
  expect(findResourcesFolder({ moduleFolder, readName })).toBe('/opt/studio/resources/resources')
  expect(findApplicationFolder({ moduleFolder, readName })).toBe('/opt/studio/resources/app.asar')
})

test('elsewhere the search ends with an error', () => {
  const nowhere = { moduleFolder: '/elsewhere/out', readName }
  expect(() => findApplicationFolder(nowhere)).toThrow('/elsewhere/out')
})

test('over the sources it finds this repository', () => {
  expect(applicationFolder()).toBe(resolve(import.meta.dirname, '../..'))
  expect(resourcesFolder()).toBe(join(applicationFolder(), 'resources'))
  expect(existsSync(join(applicationFolder(), 'electron.vite.config.ts'))).toBe(true)
})
