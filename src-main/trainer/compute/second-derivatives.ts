import {
  exp,
  type GradConfig,
  greater,
  minimum,
  mul,
  registerGradient,
  sigmoid,
  square,
  sub,
  type Tensor,
  tanh,
  unregisterGradient,
  where,
} from '@tensorflow/tfjs-core'

/**
 * Functions whose slope tfjs computes from their saved result. The copy that it saves stands on the tape before the
 * function itself, so that the derivative of the slope misses the way through the function. Here slopes are computed from
 * the saved input, which has no such gap; what that computes twice, a compiled graph computes once.
 */
const slopes: Readonly<Record<string, (x: Tensor, dy: Tensor) => Tensor>> = {
  Tanh: (x, dy) => mul(dy, sub(1, square(tanh(x)))),
  Sigmoid(x, dy) {
    const y = sigmoid(x)
    return mul(dy, mul(y, sub(1, y)))
  },
  Exp: (x, dy) => mul(dy, exp(x)),
  // Without the minimum, the branch that is not taken would overflow and make NaN of its own slope.
  Elu: (x, dy) => where(greater(x, 0), dy, mul(dy, exp(minimum(x, 0)))),
}

function fromInput(kernelName: string, slope: (x: Tensor, dy: Tensor) => Tensor): GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc(dy, [x]) {
      if (x === undefined || Array.isArray(dy)) throw new TypeError(`${kernelName} has one input and one result`)
      return { x: () => slope(x, dy) }
    },
  }
}

for (const [kernelName, slope] of Object.entries(slopes)) {
  unregisterGradient(kernelName)
  registerGradient(fromInput(kernelName, slope))
}
