import type { Shape } from '@shared/architecture/layer'
import { createDeviceSession } from './device-session'
import { check, type Environment, onThread, openEnvironment, pointerOf } from './environment'
import { nativeLog } from './native-log'
import type { Pointer } from './ort-api'
import { type ProviderId, providers } from './providers'
import { Turns } from './turns'

/** ONNXTensorElementDataType and OrtAllocatorType. */
const FLOAT = 1
const BYTE = 2
const DEVICE_ALLOCATOR = 0
const DEFAULT_MEMORY = 0

/** A tensor, in memory that JavaScript owns or in that of a device. */
export interface DeviceValue {
  readonly shape: Shape
  readonly pointer: Pointer
  /** What JavaScript owns; kept here so that it lives as long as the tensor. */
  readonly values?: Float32Array | Uint8Array
}

export type DeviceValues = ReadonlyMap<string, DeviceValue>

/** A model loaded onto a device. */
export interface DeviceModel {
  /**
   * Reads the inputs and writes the outputs, all of them, each to where its tensor lies. Throws what ONNX Runtime says, and
   * what the device says beside it.
   */
  run(inputs: DeviceValues, outputs: DeviceValues): Promise<void>
  /** Lets go of the tensors of the last run, which it holds for the next one. */
  forget(): void
  release(): void
}

/** A device that ONNX Runtime reaches through one of its providers. Everything on it runs in turn. */
export interface Device {
  readonly provider: ProviderId
  /** Version of ONNX Runtime. */
  readonly version: string
  /** Tensors in the device's memory, by name; what is in them at first is not defined. */
  allocate(shapes: ReadonlyMap<string, Shape>): Promise<DeviceValues>
  /** A tensor over memory that JavaScript owns, which must not be detached while it is in use. */
  host(values: Float32Array | Uint8Array, shape: Shape): DeviceValue
  free(values: Iterable<DeviceValue>): void
  /** Throws an error whose message names ONNX Runtime's reason, such as operations that the provider lacks. */
  load(model: Uint8Array): Promise<DeviceModel>
  /** Frees the device; what was made on it must be freed before. */
  close(): void
}

/** GPU interfaces are made for one thread at a time, and all sessions of a process share one device. */
const turns = new Turns()

/** Runs a task on the device, alone, and throws what the device says of it. */
function onDevice<T>(task: () => T | Promise<T>): Promise<T> {
  return turns.take(async () => {
    nativeLog.takeDeviceErrors()
    try {
      const result = await task()
      const errors = nativeLog.takeDeviceErrors()
      if (errors.length > 0) throw new Error(errors.join('\n'))
      return result
    } catch (cause) {
      const errors = nativeLog.takeDeviceErrors()
      if (errors.length === 0) throw cause
      const message = cause instanceof Error ? cause.message : String(cause)
      throw new Error([...errors, message].join('\n'), { cause })
    }
  })
}

const sizesOf = (shape: Shape): BigInt64Array => BigInt64Array.from(shape, BigInt)

class LoadedModel implements DeviceModel {
  readonly #binding: Pointer
  /** What each name is bound to. */
  readonly #bound = new Map<string, DeviceValue>()

  constructor(
    private readonly environment: Environment,
    private session: Pointer,
  ) {
    const { api } = environment
    this.#binding = pointerOf(api, (out) => api.createIoBinding(session, out))
  }

  #bind(inputs: DeviceValues, outputs: DeviceValues): void {
    const { api } = this.environment
    for (const [name, value] of inputs) {
      // What JavaScript owns is copied to the device when it is bound, so each time anew.
      if (value.values === undefined && this.#bound.get(name) === value) continue
      check(api, api.bindInput(this.#binding, name, value.pointer))
      this.#bound.set(name, value)
    }
    for (const [name, value] of outputs) {
      if (this.#bound.get(name) === value) continue
      check(api, api.bindOutput(this.#binding, name, value.pointer))
      this.#bound.set(name, value)
    }
  }

  run(inputs: DeviceValues, outputs: DeviceValues): Promise<void> {
    return onDevice(async () => {
      if (this.session === null) throw new Error('the model is released')
      const { api } = this.environment
      this.#bind(inputs, outputs)
      await onThread(api, (done) => api.runWithBinding.async(this.session, null, this.#binding, done))
    })
  }

  forget(): void {
    void turns.take(() => {
      if (this.session === null) return
      this.environment.api.clearBoundInputs(this.#binding)
      this.environment.api.clearBoundOutputs(this.#binding)
      this.#bound.clear()
    })
  }

  release(): void {
    void turns.take(() => {
      if (this.session === null) return
      this.environment.api.releaseIoBinding(this.#binding)
      this.environment.api.releaseSession(this.session)
      this.session = null
    })
  }
}

class OpenDevice implements Device {
  readonly version: string

  private constructor(
    readonly provider: ProviderId,
    private readonly environment: Environment,
    private anchor: Pointer,
    private readonly allocator: Pointer,
  ) {
    this.version = environment.api.version
  }

  /** `model` is a small one: its session keeps the device open and gives access to its memory. */
  static async open(environment: Environment, id: ProviderId, model: Uint8Array): Promise<OpenDevice> {
    const { api } = environment
    const session = await createDeviceSession(environment, id, model)
    try {
      const { memory } = providers[id]
      const info =
        memory === null
          ? pointerOf(api, (out) => api.createCpuMemoryInfo(DEVICE_ALLOCATOR, DEFAULT_MEMORY, out))
          : pointerOf(api, (out) => api.createMemoryInfo(memory, DEVICE_ALLOCATOR, 0, DEFAULT_MEMORY, out))
      try {
        return new OpenDevice(
          id,
          environment,
          session,
          pointerOf(api, (out) => api.createAllocator(session, info, out)),
        )
      } finally {
        api.releaseMemoryInfo(info)
      }
    } catch (cause) {
      api.releaseSession(session)
      throw cause
    }
  }

  allocate(shapes: ReadonlyMap<string, Shape>): Promise<DeviceValues> {
    const { api } = this.environment
    const made = new Map<string, DeviceValue>()
    return onDevice(() => {
      for (const [name, shape] of shapes) {
        const pointer = pointerOf(api, (out) =>
          api.createTensor(this.allocator, sizesOf(shape), shape.length, FLOAT, out),
        )
        made.set(name, { shape, pointer })
      }
      return made
    }).catch((cause: unknown) => {
      this.free(made.values())
      throw cause
    })
  }

  host(values: Float32Array | Uint8Array, shape: Shape): DeviceValue {
    const { api, koffi, memory } = this.environment
    const pointer = pointerOf(api, (out) =>
      api.createTensorWithData(
        memory,
        koffi.address(values),
        values.byteLength,
        sizesOf(shape),
        shape.length,
        values instanceof Uint8Array ? BYTE : FLOAT,
        out,
      ),
    )
    return { shape, pointer, values }
  }

  free(values: Iterable<DeviceValue>): void {
    const list = [...values]
    void turns.take(() => {
      for (const { pointer } of list) this.environment.api.releaseValue(pointer)
    })
  }

  load(model: Uint8Array): Promise<DeviceModel> {
    return onDevice(async () => {
      const session = await createDeviceSession(this.environment, this.provider, model)
      try {
        return new LoadedModel(this.environment, session)
      } catch (cause) {
        this.environment.api.releaseSession(session)
        throw cause
      }
    })
  }

  close(): void {
    void turns.take(() => {
      if (this.anchor === null) return
      this.environment.api.releaseAllocator(this.allocator)
      this.environment.api.releaseSession(this.anchor)
      this.anchor = null
    })
  }
}

/**
 * Opens a provider's device. Throws where ONNX Runtime cannot reach it.
 * @param anchor a small model, which is loaded for as long as the device is open
 * @param threads for what runs on the processor; only the first call of a process decides
 */
export async function openDevice(id: ProviderId, anchor: Uint8Array, threads: number): Promise<Device> {
  const environment = await openEnvironment(threads)
  return onDevice(() => OpenDevice.open(environment, id, anchor))
}
