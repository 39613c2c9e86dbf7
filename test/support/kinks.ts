import { type Shape, sizeOf } from '@shared/architecture/layer'
import {
  add,
  engine,
  keep,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  sub,
  type Tensor,
  tensor,
} from '@tensorflow/tfjs-core'
import type { Phase, PhaseOutcome, StateTensor } from '../../src-main/trainer/compute/engine'

/** Functions whose slope jumps at a place, the kink. `toKink` is positive on its one side; `onSide` is the straight line of each side. */
interface Kinked {
  toKink(inputs: NamedTensorMap): Tensor
  /** @param side 1 where the function is to be what it is above its kink, 0 for below */
  onSide(inputs: NamedTensorMap, side: Tensor, attributes: NamedAttrMap | undefined): Tensor
}

function input(inputs: NamedTensorMap, name: string): Tensor {
  const found = inputs[name]
  if (found === undefined) throw new Error(`there is no input ${name}`)
  return found
}

const x = (inputs: NamedTensorMap) => input(inputs, 'x')
const difference = (inputs: NamedTensorMap) => sub(input(inputs, 'a'), input(inputs, 'b'))

/** By the name of tfjs's kernel. */
const kinked: Readonly<Record<string, Kinked>> = {
  Relu: { toKink: x, onSide: (inputs, side) => mul(x(inputs), side) },
  LeakyRelu: {
    toKink: x,
    onSide(inputs, side, attributes) {
      const slope = Number(attributes?.['alpha'])
      return mul(x(inputs), add(mul(side, 1 - slope), slope))
    },
  },
  Abs: { toKink: x, onSide: (inputs, side) => mul(x(inputs), sub(mul(side, 2), 1)) },
  Maximum: { toKink: difference, onSide: (inputs, side) => add(input(inputs, 'b'), mul(difference(inputs), side)) },
  Minimum: {
    toKink: difference,
    onSide: (inputs, side) => add(input(inputs, 'b'), mul(difference(inputs), sub(1, side))),
  },
}

type Kernels = { runKernel(name: string, inputs: NamedTensorMap, attributes?: NamedAttrMap): Tensor | Tensor[] }

/** Has `replace` compute what has a kink while `body` runs; undefined leaves it to tfjs. */
function withKinks<T>(
  replace: (kink: Kinked, inputs: NamedTensorMap, attributes: NamedAttrMap | undefined) => Tensor | undefined,
  body: () => T,
): T {
  const kernels: Kernels = engine()
  const original = kernels.runKernel
  kernels.runKernel = (name, inputs, attributes) => {
    const kink = kinked[name]
    const replaced = kink === undefined ? undefined : replace(kink, inputs, attributes)
    return replaced ?? original.call(kernels, name, inputs, attributes)
  }
  try {
    return body()
  } finally {
    kernels.runKernel = original
  }
}

/** The state that `telling` adds: what each kinked function of a phase was given, in their order. */
export const kinkState = (shapes: readonly Shape[]): StateTensor[] =>
  shapes.map((shape, i) => ({ name: `kink/${i}`, shape, trainable: false }))

/** The phase, with `onKink` told of the shape of what each kinked function is given. */
export const watching = <P extends Phase>(phase: P, onKink: (shape: Shape) => void): P => ({
  ...phase,
  compute: (state, feeds): PhaseOutcome =>
    withKinks(
      (kink, inputs) => {
        onKink(kink.toKink(inputs).shape)
        return undefined
      },
      () => phase.compute(state, feeds),
    ),
})

/** The phase, which also writes into `kinkState` how far from its kink each function was. */
export const telling = <P extends Phase>(phase: P): P => ({
  ...phase,
  compute(state, feeds): PhaseOutcome {
    const found: Tensor[] = []
    const outcome = withKinks(
      (kink, inputs) => {
        found.push(keep(kink.toKink(inputs).clone()))
        return undefined
      },
      () => phase.compute(state, feeds),
    )
    const told = Object.fromEntries(found.map((value, i) => [`kink/${i}`, value]))
    return { ...outcome, updates: { ...outcome.updates, ...told } }
  },
})

/** The phase with every kinked function on the side that is given for each of its values, whatever it is given. */
export const onSides = <P extends Phase>(phase: P, sides: readonly Float32Array[], shapes: readonly Shape[]): P => ({
  ...phase,
  compute(state, feeds): PhaseOutcome {
    const left = [...sides.keys()]
    return withKinks(
      (kink, inputs, attributes) => {
        const at = left.shift() ?? -1
        const [side, shape = []] = [sides[at], shapes[at]]
        if (side?.length !== sizeOf(shape)) throw new Error('the phase has more kinks than it had')
        return kink.onSide(inputs, tensor(side, [...shape]), attributes)
      },
      () => phase.compute(state, feeds),
    )
  },
})
