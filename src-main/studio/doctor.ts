import { statfs } from 'node:fs/promises'
import { arch, cpus, release, totalmem, type } from 'node:os'
import type { Doctor } from '@shared/contract/studio'
import type { OpenHome } from '../home/open'
import type { OnDemandProcess } from '../training/on-demand'

/** What the studio knows of itself and its machine. The engines are asked in a trainer process, which tries them. */
export async function examine(home: OpenHome, process: OnDemandProcess<unknown>, version: string): Promise<Doctor> {
  const [engines, disk] = await Promise.all([process.use(({ client }) => client.engines()), statfs(home.paths.root)])
  const processors = cpus()
  return {
    version,
    home: home.paths.root,
    access: home.access,
    platform: `${type()} ${release()} ${arch()}`,
    processor: processors[0]?.model.trim() ?? 'unknown',
    threads: Math.max(1, processors.length),
    memoryBytes: totalmem(),
    freeDiskBytes: disk.bavail * disk.bsize,
    engines,
  }
}
