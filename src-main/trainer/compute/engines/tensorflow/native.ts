import type { KernelBackend, Tensor, TensorInfo } from '@tensorflow/tfjs-core'
import { z } from 'zod'

/** An attribute of a TensorFlow operation; `type` is one of the binding's `TF_ATTR_…`. */
export interface Attribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
}

/** What the studio uses of the Node-API binding of tfjs-node. */
export interface Binding {
  readonly TF_Version: string
  readonly TF_FLOAT: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
  /** Whether operations run on a GPU. */
  isUsingGpuDevice(): boolean
}

/** What the studio uses of tfjs-node's backend: tfjs kernels that run TensorFlow operations one by one. */
export interface TensorFlowBackend extends KernelBackend {
  readonly binding: Binding
  /** Runs an operation with one output. */
  executeSingleOutput(operation: string, attributes: readonly Attribute[], inputs: readonly TensorInfo[]): Tensor
  /** Runs an operation with `outputs` outputs, or none. */
  executeMultipleOutputs(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly TensorInfo[],
    outputs: number,
  ): Tensor[]
}

/** The native module. Its numbers are getters, so that a check of the whole object would find it empty. */
export const NativeBinding = z.custom<Binding>(
  (value) => typeof value === 'object' && value !== null && 'TF_Version' in value && 'isUsingGpuDevice' in value,
  'this is no binding of tfjs-node',
)

/** The module of tfjs-node that has its backend. */
export const BackendModule = z.object({
  NodeJSKernelBackend: z.custom<new (binding: Binding, packageName: string) => TensorFlowBackend>(
    (value) => typeof value === 'function',
    'tfjs-node has no backend',
  ),
})
