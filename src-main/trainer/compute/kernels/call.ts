/** One call of a WebAssembly kernel: its exported name and its numbers (addresses, lengths, scalars) in order. */
export interface KernelCall {
  readonly kernel: string
  readonly numbers: readonly number[]
}

/** A kernel bound to a memory, called with its numbers. */
export type Kernel = (numbers: readonly number[]) => void

/** Kernels by exported name. */
export type Kernels = ReadonlyMap<string, Kernel>

/** All exported functions of modules, bound to a memory. */
export function kernelsOf(modules: readonly WebAssembly.Module[], memory: WebAssembly.Memory): Kernels {
  const kernels = new Map<string, Kernel>()
  for (const module of modules) {
    for (const [name, value] of Object.entries(new WebAssembly.Instance(module, { env: { memory } }).exports)) {
      if (typeof value === 'function') kernels.set(name, (numbers) => Reflect.apply(value, undefined, numbers))
    }
  }
  return kernels
}

/** The kernel of that name. Throws a RangeError where there is none. */
export function kernelOf(kernels: Kernels, name: string): Kernel {
  const kernel = kernels.get(name)
  if (kernel === undefined) throw new RangeError(`there is no kernel ${name}`)
  return kernel
}
