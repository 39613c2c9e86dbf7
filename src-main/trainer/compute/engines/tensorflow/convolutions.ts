import {
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  registerKernel,
  type Tensor,
  type TensorInfo,
  tensor1d,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
import { z } from 'zod'
import type { Attribute, Binding, TensorFlowBackend } from './native'

const Pair = z.union([z.number().transform((both) => [both, both] as const), z.tuple([z.number(), z.number()])])

/** The attributes of a convolution of [batch, height, width, channels] with as much padding on every side. */
const Padded = z.object({
  strides: Pair,
  pad: z.number().positive(),
  dilations: Pair.default([1, 1]),
  dataFormat: z.literal('NHWC'),
})

const Shape = z.array(z.number())

function attributesOf(binding: Binding, { strides, pad, dilations }: z.infer<typeof Padded>): Attribute[] {
  const text = (name: string, value: string) => ({ name, type: binding.TF_ATTR_STRING, value })
  const numbers = (name: string, value: readonly number[]) => ({ name, type: binding.TF_ATTR_INT, value })
  return [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    numbers('strides', [1, ...strides, 1]),
    text('padding', 'EXPLICIT'),
    numbers('explicit_paddings', [0, 0, pad, pad, pad, pad, 0, 0]),
    text('data_format', 'NHWC'),
    numbers('dilations', [1, ...dilations, 1]),
    { name: 'use_cudnn_on_gpu', type: binding.TF_ATTR_BOOL, value: true },
  ]
}

function input(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const found: TensorInfo | undefined = inputs[name]
  if (found === undefined) throw new TypeError(`a convolution lacks its input ${name}`)
  return found
}

/** The inputs of the TensorFlow operation of the same name as the tfjs kernel. */
type Inputs = (inputs: NamedTensorInfoMap, shape: (attribute: string) => Tensor) => readonly TensorInfo[]

const operations: Readonly<Record<string, Inputs>> = {
  [Conv2D]: (inputs) => [input(inputs, 'x'), input(inputs, 'filter')],
  [Conv2DBackpropInput]: (inputs, shape) => [shape('inputShape'), input(inputs, 'filter'), input(inputs, 'dy')],
  [Conv2DBackpropFilter]: (inputs, shape) => [input(inputs, 'x'), shape('filterShape'), input(inputs, 'dy')],
}

/**
 * Gives the backend `name` convolutions whose padding is a number, which tfjs-node refuses and TensorFlow has. All
 * others stay tfjs-node's.
 */
export function registerConvolutions(name: string, backend: TensorFlowBackend): void {
  for (const [kernelName, inputsOf] of Object.entries(operations)) {
    const original = getKernel(kernelName, name)
    unregisterKernel(kernelName, name)
    registerKernel({
      ...original,
      kernelFunc(parameters) {
        const attributes: NamedAttrMap = parameters.attrs ?? {}
        const padded = Padded.safeParse(attributes)
        if (!padded.success) return original.kernelFunc(parameters)
        const shapes: Tensor[] = []
        const shape = (attribute: string) => {
          const made = tensor1d(Shape.parse(attributes[attribute]), 'int32')
          shapes.push(made)
          return made
        }
        try {
          const operands = inputsOf(parameters.inputs, shape)
          return backend.executeSingleOutput(kernelName, attributesOf(backend.binding, padded.data), operands)
        } finally {
          for (const made of shapes) made.dispose()
        }
      },
    })
  }
}
