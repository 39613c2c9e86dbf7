import type { FileHandle } from 'node:fs/promises'

/** Node's file functions, as far as the studio writes with them. */
type Files = typeof import('node:fs/promises')

/** A fault of the disk, or the end of the process, which no call outlives. */
export type DiskFault = 'ENOSPC' | 'EIO' | 'SIGKILL'

export const diskFaults: readonly DiskFault[] = ['ENOSPC', 'EIO', 'SIGKILL']

/** Decides which call that changes something fails. */
export class Faults {
  /** Calls so far. */
  calls = 0
  /** Whether a call failed. */
  failed = false
  #at = Number.POSITIVE_INFINITY
  #fault: DiskFault = 'EIO'

  /** Counts anew, and lets the call number `at`, from 0, fail; after a SIGKILL no later one does anything either. */
  arm(at: number, fault: DiskFault): void {
    this.calls = 0
    this.failed = false
    this.#at = at
    this.#fault = fault
  }

  disarm(): void {
    this.#at = Number.POSITIVE_INFINITY
  }

  /** @throws the fault, where it is the turn of this call */
  check(name: string): void {
    const number = this.calls++
    if (number < this.#at || (number > this.#at && this.#fault !== 'SIGKILL')) return
    this.failed = true
    // What a killed process would not have done fails by a name that no code expects.
    const code = this.#fault === 'SIGKILL' ? 'EKILLED' : this.#fault
    throw Object.assign(new Error(`${code}: ${name}`), { code })
  }
}

/** A handle whose writes fail as `faults` wants; a failing write has written half of its bytes. */
function failingHandle(handle: FileHandle, faults: Faults): FileHandle {
  const changing = new Set<PropertyKey>(['write', 'writeFile', 'truncate', 'sync', 'datasync'])
  return new Proxy(handle, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return async (...parameters: unknown[]): Promise<unknown> => {
        if (changing.has(name)) {
          try {
            faults.check(String(name))
          } catch (error) {
            const [bytes, offset = 0, length = bytes instanceof Uint8Array ? bytes.length : 0, position] = parameters
            const half = typeof length === 'number' ? length >> 1 : 0
            if (name === 'write' && half > 0) await Reflect.apply(value, target, [bytes, offset, half, position])
            throw error
          }
        }
        return Reflect.apply(value, target, parameters)
      }
    },
  })
}

/** Node's file functions, of which those that change something fail as `faults` wants. */
export function failingFiles(files: Files, faults: Faults): Partial<Files> {
  return {
    async open(path, flags, mode) {
      const writes = flags !== undefined && flags !== 'r'
      if (writes) faults.check(`open ${String(path)}`)
      const handle = await files.open(path, flags, mode)
      return writes ? failingHandle(handle, faults) : handle
    },
    async rename(from, to) {
      faults.check(`rename ${String(to)}`)
      await files.rename(from, to)
    },
    async rm(path, options) {
      faults.check(`rm ${String(path)}`)
      await files.rm(path, options)
    },
    async link(from, to) {
      faults.check(`link ${String(to)}`)
      await files.link(from, to)
    },
  }
}
