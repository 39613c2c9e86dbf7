import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where NVIDIA's driver for Linux describes its cards. */
const driverFolder = '/proc/driver/nvidia/gpus'

/** Names of the NVIDIA cards of this machine, such as `NVIDIA GeForce RTX 3060`; none where there is no driver of theirs. */
export function nvidiaCards(folder = driverFolder): string[] {
  try {
    return readdirSync(folder).flatMap((card) => {
      const [, model] = /^Model:\s*(.+)$/m.exec(readFileSync(join(folder, card, 'information'), 'utf8')) ?? []
      return model === undefined ? [] : [model.trim()]
    })
  } catch {
    return []
  }
}
