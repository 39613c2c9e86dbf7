import { type Disk, disk } from '../../src-main/trainer/files/disk'

/** A call to the file system, as a fault names it. */
export type DiskCall = 'makeFolder' | 'create' | 'write' | 'sync' | 'close' | 'rename' | 'remove' | 'syncFolder'

/** Decides before each call that changes something whether it fails; an answer is the error's code. */
export type Fault = (call: DiskCall, path: string) => string | undefined

/** The real file system, in which calls fail as `fault` wants. A failing write has written half of its bytes. */
export function failingDisk(fault: Fault): Disk {
  const check = (call: DiskCall, path: string): void => {
    const code = fault(call, path)
    if (code !== undefined) throw Object.assign(new Error(`${code}: ${call} ${path}`), { code })
  }
  return {
    ...disk,
    async makeFolder(path) {
      check('makeFolder', path)
      await disk.makeFolder(path)
    },
    async create(path) {
      check('create', path)
      const file = await disk.create(path)
      return {
        async write(bytes) {
          try {
            check('write', path)
          } catch (error) {
            await file.write(bytes.subarray(0, bytes.length >> 1))
            throw error
          }
          await file.write(bytes)
        },
        async sync() {
          check('sync', path)
          await file.sync()
        },
        async close() {
          await file.close()
          check('close', path)
        },
      }
    },
    async rename(from, to) {
      check('rename', to)
      await disk.rename(from, to)
    },
    async remove(path) {
      check('remove', path)
      await disk.remove(path)
    },
    async syncFolder(path) {
      check('syncFolder', path)
      await disk.syncFolder(path)
    },
  }
}

/** Fails the call with this number, counted from 0, and every one after it until `heal`. */
export function failFrom(number: number, code: string): { fault: Fault; heal: () => void; calls: () => number } {
  let calls = 0
  let healed = false
  return {
    fault: () => (calls++ >= number && !healed ? code : undefined),
    heal: () => {
      healed = true
    },
    calls: () => calls,
  }
}
