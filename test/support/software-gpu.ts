import type { LibraryHandle } from 'koffi'
import { inject } from 'vitest'
import { loadKoffi } from '../../src-main/trainer/compute/runtime/koffi'

const kept: LibraryHandle[] = []

/** Lets WebGPU find a GPU in this process, on Linux one made of software. For projects with `software-gpu-setup.ts`. */
export async function useSoftwareGpu(): Promise<void> {
  const gpu = inject('softwareGpu')
  if (gpu === null) return
  process.env['VK_ICD_FILENAMES'] = gpu.driver
  process.env['XDG_RUNTIME_DIR'] = gpu.folder
  // The loader is then found by its name, as if it were installed.
  kept.push((await loadKoffi()).load(gpu.loader))
}
