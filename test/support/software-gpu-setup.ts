import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The GPU made of software that Electron ships, or null where a GPU is used as it is (macOS, Windows). */
    softwareGpu: { readonly loader: string; readonly driver: string; readonly folder: string } | null
  }
}

/** Finds Electron, which brings a Vulkan loader and a driver that needs no GPU. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (process.platform !== 'linux') {
    project.provide('softwareGpu', null)
    return async () => undefined
  }
  const electron = dirname(await electronRuntime())
  const folder = await mkdtemp(join(tmpdir(), 'software-gpu-'))
  project.provide('softwareGpu', {
    loader: join(electron, 'libvulkan.so.1'),
    driver: join(electron, 'vk_swiftshader_icd.json'),
    folder,
  })
  return () => rm(folder, { recursive: true, force: true })
}
