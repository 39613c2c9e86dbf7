import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheFolder as folderOfScripts } from '../../../../../../scripts/electron-runtime/cache-folder.mjs'
import { nvidiaCards } from '../../../../../../src-main/trainer/compute/engines/tensorflow/device'
import {
  cacheFolder,
  findTensorFlow,
  type InstalledPackage,
  installedPackages,
  setUpFile,
} from '../../../../../../src-main/trainer/compute/engines/tensorflow/installation'
import { temporaryFolder } from '../../../../../support/temporary-folder'

function write(file: string, content: string): string {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}

const packageIn = (folder: string, version = '4.22.0'): InstalledPackage => ({
  name: '@tensorflow/tfjs-node-gpu',
  version,
  folder,
})

/** A cache folder in which a set-up for a version of the package has noted its binding. */
function setUpCache(sources: string): { readonly cache: string; readonly binding: string } {
  const cache = temporaryFolder()
  const binding = write(join(cache, 'tensorflow/binding-1/tfjs_binding.node'), 'binding')
  write(join(cache, setUpFile), JSON.stringify({ version: 1, sources, binding }))
  return { cache, binding }
}

describe('the search for TensorFlow', () => {
  it('finds what the set-up made before what the package downloaded itself', () => {
    const one = packageIn(temporaryFolder())
    const own = write(join(one.folder, 'lib/napi-v8/tfjs_binding.node'), 'its own')
    const { cache, binding } = setUpCache('4.22.0')
    expect(findTensorFlow([one], cache)).toEqual({ state: 'installed', installation: { package: one, binding } })
    const empty = temporaryFolder()
    expect(findTensorFlow([one], empty)).toEqual({ state: 'installed', installation: { package: one, binding: own } })
  })

  it('says what to do where the package is missing', () => {
    expect(findTensorFlow([], temporaryFolder())).toEqual({
      state: 'missing',
      reason: expect.stringMatching(/not installed\. Run “npm install .*”, then “npm run setup:tensorflow”/),
    })
  })

  it('says what to do where the native library is missing, or was removed', () => {
    const missing = {
      state: 'missing',
      reason: expect.stringMatching(
        /4\.22\.0 is installed, but its native library is not\. Run “npm run setup:tensorflow”/,
      ),
    }
    const one = packageIn(temporaryFolder())
    expect(findTensorFlow([one], temporaryFolder())).toEqual(missing)
    const cache = temporaryFolder()
    write(join(cache, setUpFile), JSON.stringify({ version: 1, sources: '4.22.0', binding: join(cache, 'gone.node') }))
    expect(findTensorFlow([one], cache)).toEqual(missing)
    write(join(cache, setUpFile), 'damaged')
    expect(findTensorFlow([one], cache)).toEqual(missing)
  })

  it('says so where the set-up was made for another version of the package', () => {
    const { cache } = setUpCache('4.21.0')
    expect(findTensorFlow([packageIn(temporaryFolder())], cache)).toEqual({
      state: 'missing',
      reason: expect.stringMatching(
        /set up for version 4\.21\.0 .* and 4\.22\.0 is installed\. Run “npm run setup:tensorflow”/,
      ),
    })
  })

  it('finds the package beside this program where npm installed it', () => {
    for (const { name, version, folder } of installedPackages()) {
      expect(folder.replaceAll('\\', '/')).toContain(`node_modules/${name}`)
      expect(version).toMatch(/^4\./)
    }
  })

  it.each([
    ['linux', { HOME: '/home/a' }],
    ['linux', { HOME: '/home/a', XDG_CACHE_HOME: '/tmp/cache' }],
    ['darwin', { HOME: '/Users/a' }],
    ['win32', { HOME: 'C:/Users/a', LOCALAPPDATA: 'C:/Users/a/Local' }],
    ['win32', { HOME: 'C:/Users/a' }],
  ] as const)('looks into the folder that the scripts write to: %s %j', (platform, env) => {
    expect(cacheFolder(env, platform)).toBe(folderOfScripts(env, platform))
  })
})

describe('NVIDIA cards', () => {
  it('are read from the driver', () => {
    const folder = temporaryFolder()
    write(join(folder, '0000:01:00.0/information'), 'Model: \t\t NVIDIA GeForce RTX 3060\nIRQ:   \t 24\n')
    expect(nvidiaCards(folder)).toEqual(['NVIDIA GeForce RTX 3060'])
    expect(nvidiaCards(join(folder, 'nowhere'))).toEqual([])
  })
})
