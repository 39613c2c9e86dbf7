import { type Shape, sizeOf } from '@shared/architecture/layer'
import { compileCopy, nextOutput } from '../compiler/device-graphs'
import type { Arrays } from '../engine'
import type { Device, DeviceModel, DeviceValue, DeviceValues } from '../runtime/device'

const known = <T>(value: T | undefined, name: string): T => {
  if (value === undefined) throw new RangeError(`there is no tensor ${name} on the device`)
  return value
}

/**
 * Tensors that stay on a device from step to step. Each has two places, because a step reads the old value while it writes
 * the new one; when it has succeeded, the two change parts.
 */
export class DeviceState {
  readonly #current: Map<string, DeviceValue>
  readonly #next: Map<string, DeviceValue>

  private constructor(
    private readonly device: Device,
    private readonly shapes: ReadonlyMap<string, Shape>,
    private readonly copy: DeviceModel,
    current: DeviceValues,
    next: DeviceValues,
  ) {
    this.#current = new Map(current)
    this.#next = new Map(next)
  }

  /** Makes room for tensors of the given shapes, by name. */
  static async allocate(device: Device, shapes: ReadonlyMap<string, Shape>): Promise<DeviceState> {
    const copy = await device.load(compileCopy(shapes).model)
    const made: DeviceValues[] = []
    try {
      made.push(await device.allocate(shapes), await device.allocate(shapes))
      const [current = new Map(), next = new Map()] = made
      return new DeviceState(device, shapes, copy, current, next)
    } catch (cause) {
      for (const values of made) device.free(values.values())
      copy.release()
      throw cause
    }
  }

  has(name: string): boolean {
    return this.shapes.has(name)
  }

  /** Where a tensor is. */
  current(name: string): DeviceValue {
    return known(this.#current.get(name), name)
  }

  /** Where a step writes what the tensor will be. */
  next(name: string): DeviceValue {
    return known(this.#next.get(name), name)
  }

  /** Takes what a step has written. */
  advance(names: Iterable<string>): void {
    for (const name of names) {
      const [before, after] = [this.current(name), this.next(name)]
      this.#current.set(name, after)
      this.#next.set(name, before)
    }
  }

  #host(arrays: (name: string, shape: Shape) => Float32Array): Map<string, DeviceValue> {
    return new Map([...this.shapes].map(([name, shape]) => [name, this.device.host(arrays(name, shape), shape)]))
  }

  async #copied(inputs: DeviceValues, outputs: DeviceValues, host: DeviceValues): Promise<void> {
    try {
      await this.copy.run(inputs, new Map([...outputs].map(([name, value]) => [nextOutput(name), value])))
    } finally {
      this.copy.forget()
      this.device.free(host.values())
    }
  }

  /** Replaces all tensors. If it fails, they are as before. */
  async write(arrays: (name: string, shape: Shape) => Float32Array): Promise<void> {
    const host = this.#host(arrays)
    await this.#copied(host, this.#next, host)
    this.advance(this.shapes.keys())
  }

  /** Copies of all tensors. */
  async read(): Promise<Arrays> {
    const arrays: Record<string, Float32Array> = {}
    const host = this.#host((name, shape) => {
      const array = new Float32Array(sizeOf(shape))
      arrays[name] = array
      return array
    })
    await this.#copied(this.#current, host, host)
    return arrays
  }

  release(): void {
    this.copy.release()
    this.device.free([...this.#current.values(), ...this.#next.values()])
  }
}
