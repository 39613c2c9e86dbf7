/** One call of a WebAssembly kernel: its exported name and its numbers (addresses, lengths, scalars) in order. */
export interface KernelCall {
  readonly kernel: string
  readonly numbers: readonly number[]
}

/** Kernels by exported name, bound to one memory. */
export type Kernels = Readonly<Record<string, (...numbers: number[]) => unknown>>

/** All exported functions of modules, bound to a memory. */
export function kernelsOf(modules: readonly WebAssembly.Module[], memory: WebAssembly.Memory): Kernels {
  const kernels: Record<string, (...numbers: number[]) => unknown> = {}
  for (const module of modules) {
    for (const [name, value] of Object.entries(new WebAssembly.Instance(module, { env: { memory } }).exports)) {
      if (typeof value === 'function') kernels[name] = (...numbers) => Reflect.apply(value, undefined, numbers)
    }
  }
  return kernels
}

/** Makes calls one after the other. Throws a RangeError for a kernel that there is none of. */
export function makeCalls(kernels: Kernels, calls: readonly KernelCall[]): void {
  for (const { kernel, numbers } of calls) {
    const run = kernels[kernel]
    if (run === undefined) throw new RangeError(`there is no kernel ${kernel}`)
    run(...numbers)
  }
}
