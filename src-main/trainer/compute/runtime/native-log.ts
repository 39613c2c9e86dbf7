/** What WebGPU reports beside the results of calls: allocation failures (3), invalid work (2), internal errors (4). */
const DEVICE_ERROR = /WebGPU device error\(/

const KEPT = 20

/** Errors that ONNX Runtime logs. Failures of a GPU arrive only here: the call that caused them returns success. */
export class NativeLog {
  readonly #deviceErrors: string[] = []
  #listener: ((message: string) => void) | undefined

  /** @param print where everything else goes */
  constructor(private readonly print: (line: string) => void = (line) => process.stderr.write(`${line}\n`)) {}

  /** Takes one message. */
  readonly add = (message: string): void => {
    if (this.#listener !== undefined) this.#listener(message)
    else if (!DEVICE_ERROR.test(message)) this.print(`ONNX Runtime: ${message.trimEnd()}`)
    else if (this.#deviceErrors.length < KEPT) this.#deviceErrors.push(message.trimEnd())
  }

  /** Gives all messages to `listener` while a task runs. */
  async during<T>(listener: (message: string) => void, task: () => Promise<T>): Promise<T> {
    this.#listener = listener
    try {
      return await task()
    } finally {
      this.#listener = undefined
    }
  }

  /** The errors of the GPU since the last call, oldest first; of many only the first, which are the causes. */
  takeDeviceErrors(): readonly string[] {
    return this.#deviceErrors.splice(0)
  }
}

/** The log of this process's ONNX Runtime. */
export const nativeLog = new NativeLog()
