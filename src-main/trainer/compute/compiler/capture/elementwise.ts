import { binary, cast, clip, fill, leakyRelu, step, unary, where } from '../build'
import type { BinaryFunction, Node, UnaryFunction } from '../graph'
import type { Kernel } from './call'

const one =
  (name: UnaryFunction): Kernel =>
  (call) =>
    unary(name, call.node('x'))
const two =
  (name: BinaryFunction): Kernel =>
  (call) =>
    binary(name, call.node('a'), call.node('b'))

const like = (x: Node, value: number): Node => fill(value, [], x.type)
const add = (a: Node, b: Node): Node => binary('Add', a, b)
const subtract = (a: Node, b: Node): Node => binary('Sub', a, b)
const multiply = (a: Node, b: Node): Node => binary('Mul', a, b)
const divide = (a: Node, b: Node): Node => binary('Div', a, b)

/** log(1 + x) without cancellation for small x (Goldberg 1991, Theorem 4). */
function log1p(x: Node): Node {
  const sum = add(x, like(x, 1))
  const near = binary('Equal', sum, like(x, 1))
  const exact = divide(multiply(x, unary('Log', sum)), subtract(sum, like(x, 1)))
  return where(near, x, where(binary('Equal', sum, like(x, Infinity)), x, exact))
}

/** exp(x) − 1 without cancellation for small x (Kahan's formula; Higham 2002, section 1.14.1). */
function expm1(x: Node): Node {
  const power = unary('Exp', x)
  const less = subtract(power, like(x, 1))
  const near = binary('Equal', power, like(x, 1))
  const far = binary('GreaterOrEqual', unary('Abs', x), like(x, 1))
  return where(near, x, where(far, less, divide(multiply(less, x), unary('Log', power))))
}

/** log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|). */
const softplus = (x: Node): Node => add(unary('Relu', x), log1p(unary('Exp', unary('Neg', unary('Abs', x)))))

const applied =
  (f: (x: Node) => Node): Kernel =>
  (call) =>
    f(call.node('x'))

/** tfjs kernels that work element by element. */
export const elementwiseKernels: Readonly<Record<string, Kernel>> = {
  Abs: one('Abs'),
  Ceil: one('Ceil'),
  Cos: one('Cos'),
  Elu: one('Elu'),
  Erf: one('Erf'),
  Exp: one('Exp'),
  Floor: one('Floor'),
  Log: one('Log'),
  LogicalNot: one('Not'),
  Neg: one('Neg'),
  Reciprocal: one('Reciprocal'),
  Relu: one('Relu'),
  Round: one('Round'),
  Sigmoid: one('Sigmoid'),
  Sign: one('Sign'),
  Sin: one('Sin'),
  Sqrt: one('Sqrt'),
  Tanh: one('Tanh'),
  Expm1: applied(expm1),
  Log1p: applied(log1p),
  Softplus: applied(softplus),
  Rsqrt: applied((x) => unary('Reciprocal', unary('Sqrt', x))),
  Square: applied((x) => multiply(x, x)),
  Relu6: applied((x) => clip(x, 0, 6)),
  Step: (call) => step(call.node('x'), call.number('alpha', 0)),
  LeakyRelu: (call) => leakyRelu(call.node('x'), call.number('alpha')),
  Prelu: (call) => {
    const x = call.node('x')
    return where(binary('Greater', x, like(x, 0)), x, multiply(x, call.node('alpha')))
  },
  ClipByValue: (call) => clip(call.node('x'), call.number('clipValueMin'), call.number('clipValueMax')),
  Add: two('Add'),
  Sub: two('Sub'),
  Multiply: two('Mul'),
  RealDiv: two('Div'),
  Maximum: two('Max'),
  Minimum: two('Min'),
  Pow: two('Pow'),
  Equal: two('Equal'),
  Greater: two('Greater'),
  GreaterEqual: two('GreaterOrEqual'),
  Less: two('Less'),
  LessEqual: two('LessOrEqual'),
  LogicalAnd: two('And'),
  LogicalOr: two('Or'),
  NotEqual: (call) => unary('Not', binary('Equal', call.node('a'), call.node('b'))),
  SquaredDifference: (call) => {
    const difference = subtract(call.node('a'), call.node('b'))
    return multiply(difference, difference)
  },
  AddN: (call) => call.all().reduce(add),
  Select: (call) => where(call.node('condition'), call.node('t'), call.node('e')),
  SigmoidGrad: (call) => {
    const y = call.node('y')
    return multiply(call.node('dy'), multiply(y, subtract(like(y, 1), y)))
  },
  TanhGrad: (call) => {
    const y = call.node('y')
    return multiply(call.node('dy'), subtract(like(y, 1), multiply(y, y)))
  },
  EluGrad: (call) => {
    const y = call.node('y')
    const dy = call.node('dy')
    return where(binary('GreaterOrEqual', y, like(y, 0)), dy, multiply(dy, add(y, like(y, 1))))
  },
  Cast: (call) => {
    const type = call.text('dtype')
    if (type === 'float32' || type === 'int32' || type === 'bool') return cast(call.node('x'), type)
    throw new TypeError(`a cast to ${type} cannot be compiled`)
  },
}
