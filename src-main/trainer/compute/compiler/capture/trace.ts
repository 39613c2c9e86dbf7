import { StudioError } from '@shared/contract/errors'
import { engine, registerBackend, registerKernel, type Tensor, type TensorInfo } from '@tensorflow/tfjs-core'
import { withBackend } from '../../backend'
import { differentiate } from '../../differentiate'
import type { FeedSpec, Inference, Phase, PhaseOutcome, StateTensor, Tensors } from '../../engine'
import { cast, fill, input, reshape } from '../build'
import type { Graph, Node } from '../graph'
import { feedInput, gradientOutput, measureOutput, RESULT, stateInput, updateOutput } from '../names'
import { CaptureBackend } from './backend'
import { Call } from './call'
import { elementwiseKernels } from './elementwise'
import { networkKernels } from './networks'
import { withClosedFormNormalisation } from './normalisation'
import { structureKernels } from './structure'

const BACKEND = 'capture'

let shared: CaptureBackend | undefined

/** The one capture backend of this process; its kernels are registered on first use. */
function captureBackend(): CaptureBackend {
  if (shared !== undefined) return shared
  const backend = new CaptureBackend()
  registerBackend(BACKEND, () => backend)
  const tensorOf = (node: Node): TensorInfo => ({
    dataId: backend.add(node),
    shape: [...node.shape],
    dtype: node.type === 'uint8' ? 'int32' : node.type,
  })
  const nodeOf = (tensor: TensorInfo): Node => reshape(backend.nodeOf(tensor.dataId), tensor.shape)
  for (const [kernelName, kernel] of Object.entries({
    ...elementwiseKernels,
    ...structureKernels,
    ...networkKernels,
  })) {
    registerKernel({
      kernelName,
      backendName: BACKEND,
      kernelFunc: ({ inputs, attrs }) => {
        const result = kernel(new Call(kernelName, inputs, attrs ?? {}, nodeOf))
        return Array.isArray(result) ? result.map(tensorOf) : tensorOf(result)
      },
    })
  }
  shared = backend
  return backend
}

export interface TraceOptions {
  /** Uses the closed form of the batch-normalisation gradient where it holds. */
  readonly closedFormNormalisation: boolean
}

interface Tracer {
  readonly state: Tensors
  readonly feeds: Tensors
  nodeOf(tensor: Tensor): Node
}

/** Runs `body` on symbolic state and feeds. */
function trace<T>(state: readonly StateTensor[], feeds: readonly FeedSpec[], what: string, body: (t: Tracer) => T): T {
  const backend = captureBackend()
  const place = (node: Node): Tensor =>
    engine().makeTensorFromDataId(
      backend.add(node),
      [...node.shape],
      node.type === 'float32' ? 'float32' : 'int32',
      backend,
    )
  const feed = ({ name, shape, type }: FeedSpec): Node => {
    const node = input(feedInput(name), shape, type)
    return type === 'uint8' ? cast(node, 'int32') : node
  }
  try {
    return withBackend(BACKEND, () => {
      engine().startScope(what)
      try {
        return body({
          state: Object.fromEntries(
            state.map(({ name, shape }) => [name, place(input(stateInput(name), shape, 'float32'))]),
          ),
          feeds: Object.fromEntries(feeds.map((spec) => [spec.name, place(feed(spec))])),
          nodeOf: (tensor) => reshape(backend.nodeOf(tensor.dataId), tensor.shape),
        })
      } finally {
        engine().endScope()
      }
    })
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new StudioError('ENGINE_UNAVAILABLE', `${what} cannot be compiled: ${reason}`, {
      safe: 'Nothing was started or changed.',
      next: 'Choose another engine for this run, or change the layer that it names.',
      ...(cause instanceof Error && cause.stack !== undefined ? { details: cause.stack } : {}),
    })
  } finally {
    backend.clear()
  }
}

/** The loss, the measures, the gradients and the new running statistics of a phase as one graph. */
export function tracePhase(phase: Phase, state: readonly StateTensor[], options: TraceOptions): Graph {
  return trace(state, phase.feeds, `The phase ${phase.name}`, (tracer) => {
    const found: { outputs: Graph['outputs'][number][] } = { outputs: [] }
    const scalar = (tensor: Tensor): Node => reshape(cast(tracer.nodeOf(tensor), 'float32'), [])
    const record = ({ loss, measures, updates }: PhaseOutcome): void => {
      found.outputs = [
        { name: measureOutput('loss'), node: scalar(loss) },
        ...Object.entries(measures).map(([name, tensor]) => ({ name: measureOutput(name), node: scalar(tensor) })),
        ...Object.entries(updates).map(([name, tensor]) => ({
          name: updateOutput(name),
          node: tracer.nodeOf(tensor),
        })),
      ]
    }
    const gradientsOf = () => differentiate(phase, tracer.state, tracer.feeds, record)
    const computed = options.closedFormNormalisation
      ? withClosedFormNormalisation(tracer.nodeOf, gradientsOf)
      : gradientsOf()
    const shapes = new Map(state.map(({ name, shape }) => [name, shape]))
    const gradients = phase.trains.map((name, i) => {
      const gradient = computed[i]
      const node = gradient === undefined ? fill(0, shapes.get(name) ?? []) : tracer.nodeOf(gradient)
      return { name: gradientOutput(name), node }
    })
    return { outputs: [...found.outputs, ...gradients] }
  })
}

/** The result of an inference as a graph. */
export function traceInference(inference: Inference, state: readonly StateTensor[]): Graph {
  return trace(state, inference.feeds, `The inference ${inference.name}`, (tracer) => ({
    outputs: [{ name: RESULT, node: tracer.nodeOf(inference.compute(tracer.state, tracer.feeds)) }],
  }))
}
