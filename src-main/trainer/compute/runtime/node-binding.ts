import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node'
import type { Bindings, Bound, BoundModel, Runtime } from './runtime'
import { refuseTelemetry } from './telemetry'
import { throughFile } from './through-file'

type Ort = typeof import('onnxruntime-node')

function tensorOf(ort: Ort, { values, shape }: Bound): OrtTensor {
  if (values instanceof Float32Array) return new ort.Tensor('float32', values, shape)
  if (values instanceof Uint8Array) return new ort.Tensor('uint8', values, shape)
  return new ort.Tensor('int32', values, shape)
}

/** Copies a result to the memory it belongs in. */
function store(result: OrtTensor | undefined, { values }: Bound): void {
  const data = result?.data
  if (values instanceof Float32Array && data instanceof Float32Array) values.set(data)
  else if (values instanceof Int32Array && data instanceof Int32Array) values.set(data)
  else if (values instanceof Uint8Array && data instanceof Uint8Array) values.set(data)
  else throw new Error('a result has another type than its memory')
}

/** onnxruntime-node refuses memory that threads share, so such an input gets memory of its own, which `refresh` fills. */
function privateInput(bound: Bound): { readonly bound: Bound; readonly refresh: () => void } {
  const { values, shape } = bound
  if (!(values.buffer instanceof SharedArrayBuffer)) return { bound, refresh: () => undefined }
  const own = values.slice()
  return { bound: { values: own, shape }, refresh: () => own.set(values) }
}

async function bind(
  ort: Ort,
  session: InferenceSession,
  inputs: Bindings,
  outputs: Bindings,
  profiled: boolean,
): Promise<BoundModel> {
  const own = Object.entries(inputs).map(([name, bound]) => ({ name, ...privateInput(bound) }))
  const feeds = Object.fromEntries(own.map(({ name, bound }) => [name, tensorOf(ort, bound)]))
  for (const name of session.inputNames) if (!(name in feeds)) throw new Error(`the input ${name} is not bound`)
  const names = Object.keys(outputs)
  return {
    async run() {
      for (const { refresh } of own) refresh()
      const results = await session.run(feeds, names)
      for (const [name, bound] of Object.entries(outputs)) {
        // Without the copy a step would read memory that the next run frees.
        store(results[name], bound)
      }
    },
    release() {
      if (profiled) session.endProfiling()
      session.release().catch(() => undefined)
    },
  }
}

/** ONNX Runtime through onnxruntime-node's own calls, which copy every result. */
export async function openNodeBinding(threads: number): Promise<Runtime> {
  refuseTelemetry()
  const ort = await import('onnxruntime-node')
  const common = {
    intraOpNumThreads: threads,
    logSeverityLevel: 3,
    extra: { session: { force_spinning_stop: '1' } },
  } as const
  return {
    title: 'onnxruntime-node',
    version: ort.env.versions.node ?? 'unknown',
    threads,
    async load(model, inputs, outputs, { optimised = false, frugal = false, profile } = {}) {
      const session = await ort.InferenceSession.create(model, {
        ...common,
        graphOptimizationLevel: optimised ? 'disabled' : 'all',
        enableMemPattern: !frugal,
        ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
      })
      return bind(ort, session, inputs, outputs, profile !== undefined)
    },
    optimise: (model) =>
      throughFile(async (optimizedModelFilePath) => {
        const session = await ort.InferenceSession.create(model, {
          ...common,
          graphOptimizationLevel: 'all',
          optimizedModelFilePath,
        })
        await session.release()
      }),
  }
}
