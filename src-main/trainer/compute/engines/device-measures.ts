import { performance } from 'node:perf_hooks'
import type { Shape } from '@shared/architecture/layer'
import { TOLD_UPDATES, toldInput } from '../compiler/device-graphs'
import type { PhaseMeasures } from '../engine'
import type { Device } from '../runtime/device'
import { DeviceState } from './device-state'

/** Work that may wait on a device unread, in milliseconds: a wish to pause is answered after it. */
const MOST_WAITING = 40

/**
 * What updates have measured, on the device: each step's graph moves it up by a row and writes its own into the last. A read waits for
 * everything before it, so it is put off until somebody asks, the rows are full, or too much work waits.
 */
export class DeviceMeasures {
  /** The phases of the updates that are not read, oldest first. */
  #unread: string[] = []
  #read: PhaseMeasures[] = []
  /** Updates after which the device is waited for; found out by timing the first. */
  #most = 1
  #since = performance.now()

  private constructor(
    /** Where a step's graph finds and leaves them. */
    readonly state: DeviceState,
    private readonly names: ReadonlyMap<string, readonly string[]>,
  ) {}

  /** @param names of the measures of each phase, in the order of their vector */
  static async allocate(device: Device, names: ReadonlyMap<string, readonly string[]>): Promise<DeviceMeasures> {
    const shapes = new Map(
      [...names].map(([phase, { length }]): [string, Shape] => [toldInput(phase), [TOLD_UPDATES, length]]),
    )
    return new DeviceMeasures(await DeviceState.allocate(device, shapes), names)
  }

  /** Is told of an update that the device was given. */
  async add(phase: string): Promise<void> {
    if (this.#unread.length === 0) this.#since = performance.now()
    this.#unread.push(phase)
    if (this.#unread.length >= this.#most) await this.#fetch()
  }

  /** The measures of all updates since the last call, oldest first. */
  async collect(): Promise<readonly PhaseMeasures[]> {
    await this.#fetch()
    const measures = this.#read
    this.#read = []
    return measures
  }

  /** The measures of the last update, which `collect` does not tell again. */
  async last(): Promise<PhaseMeasures> {
    await this.#fetch()
    const measures = this.#read.pop()
    if (measures === undefined) throw new RangeError('there was no update')
    return measures
  }

  async #fetch(): Promise<void> {
    if (this.#unread.length === 0) return
    const told = await this.state.read()
    const each = (performance.now() - this.#since) / this.#unread.length
    this.#most = Math.min(TOLD_UPDATES, Math.max(1, Math.floor(MOST_WAITING / each)))
    const counts = new Map<string, number>()
    for (const phase of this.#unread) counts.set(phase, (counts.get(phase) ?? 0) + 1)
    for (const phase of this.#unread) {
      const names = this.names.get(phase) ?? []
      const left = counts.get(phase) ?? 0
      counts.set(phase, left - 1)
      const row = (TOLD_UPDATES - left) * names.length
      const values = told[toldInput(phase)]
      this.#read.push(Object.fromEntries(names.map((name, i) => [name, values?.[row + i] ?? Number.NaN])))
    }
    this.#unread = []
  }

  release(): void {
    this.state.release()
  }
}
