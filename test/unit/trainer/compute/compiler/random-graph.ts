import fc from 'fast-check'
import * as b from '../../../../../src-main/trainer/compute/compiler/build'
import {
  type Geometry,
  type Graph,
  type Node,
  nodesOf,
  type ReduceFunction,
} from '../../../../../src-main/trainer/compute/compiler/graph'
import { mirrorInput, stateInput } from '../../../../../src-main/trainer/compute/compiler/names'
import { toOnnx } from '../../../../../src-main/trainer/compute/compiler/onnx'
import { openCApi } from '../../../../../src-main/trainer/compute/runtime/c-api'
import { stream } from '../../../../../src-shared/random/generator'

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)

/** Values of every input, the same for every graph. */
function inputValues(name: string, size: number): Float32Array {
  const out = new Float32Array(size)
  stream(7, name).fillUniform(out, -2, 2)
  return out
}

/** A state matrix as a mirror holds it: transposed. */
function mirrorValues(state: string, [rows = 1, columns = 1]: readonly number[]): Float32Array {
  const values = inputValues(stateInput(state), rows * columns)
  return values.map((_, i) => values[(i % columns) * rows + Math.floor(i / columns)] ?? 0)
}

const MIRROR = mirrorInput('')
const valuesOf = (name: string, shape: readonly number[]): Float32Array =>
  name.startsWith(MIRROR) ? mirrorValues(name.slice(MIRROR.length), shape) : inputValues(name, sizeOf(shape))

/** Runs a graph whose inputs are float32 on ONNX Runtime; results by name. */
export async function evaluate(graph: Graph): Promise<Record<string, Float32Array>> {
  const runtime = await openCApi(2)
  const inputs = nodesOf(graph).flatMap(({ operation, shape }) =>
    operation.kind === 'input' ? [[operation.name, { values: valuesOf(operation.name, shape), shape }] as const] : [],
  )
  const results: Record<string, Float32Array> = {}
  const outputs = graph.outputs.map(({ name, node }) => {
    const values = new Float32Array(sizeOf(node.shape))
    results[name] = values
    return [name, { values, shape: node.shape }] as const
  })
  const model = await runtime.load(toOnnx(graph), Object.fromEntries(inputs), Object.fromEntries(outputs))
  await model.run()
  model.release()
  return results
}

/** Largest difference of two sets of results, relative to 1 + |value|. */
export function difference(a: Record<string, Float32Array>, c: Record<string, Float32Array>): number {
  let worst = 0
  for (const [name, values] of Object.entries(a)) {
    const others = c[name]
    if (others?.length !== values.length) return Number.POSITIVE_INFINITY
    values.forEach((value, i) => {
      const other = others[i] ?? Number.NaN
      const apart = Math.abs(value - other) / (1 + Math.abs(value))
      worst = Number.isNaN(apart) ? Number.POSITIVE_INFINITY : Math.max(worst, apart)
    })
  }
  return worst
}

const image = b.input('image', [2, 5, 6, 3], 'float32')
const leaves: readonly Node[] = [
  b.input('square', [6, 6], 'float32'),
  b.input('state/weights', [4, 8], 'float32'),
  b.input('state/bias', [8], 'float32'),
  b.input('features', [2, 4], 'float32'),
  b.input('column', [6, 1], 'float32'),
  b.input('grey', [2, 4, 6, 1], 'float32'),
  image,
  b.input('matrix', [4, 6], 'float32'),
  b.input('vector', [6], 'float32'),
  b.input('scalar', [], 'float32'),
  b.fill(0, [4, 6]),
  b.fill(1, [6]),
  b.fill(-0.5, [2, 5, 6, 3]),
  b.constant(Float32Array.of(1, -2, 3, 0.5, 0, 1.5), [6], 'float32'),
]

const reductions: readonly ReduceFunction[] = ['Sum', 'Mean', 'Max', 'Min']

function geometry(shape: readonly number[], pick: (bound: number) => number): Geometry | undefined {
  const [batch, inHeight, inWidth, inChannels] = shape
  if (shape.length !== 4 || !batch || !inHeight || !inWidth || !inChannels) return undefined
  const whole = pick(4) === 0
  const kernelHeight = whole ? inHeight : 1 + pick(4)
  const kernelWidth = whole ? inWidth : 1 + pick(4)
  const strideHeight = 1 + pick(3)
  const strideWidth = 1 + pick(3)
  const dilation = !whole && pick(5) === 0 ? 2 : 1
  const side = () => (whole ? 0 : pick(3))
  const [top, left, bottom, right] = [side(), side(), side(), side()]
  const out = (size: number, kernel: number, stride: number) =>
    Math.floor((size - ((kernel - 1) * dilation + 1)) / stride) + 1
  const outHeight = out(inHeight + top + bottom, kernelHeight, strideHeight)
  const outWidth = out(inWidth + left + right, kernelWidth, strideWidth)
  if (outHeight < 1 || outWidth < 1) return undefined
  return {
    ...{ batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels: 1 + pick(3) },
    ...{ kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight: dilation, dilationWidth: dilation },
    ...{ top, left, bottom, right },
  }
}

/** Keeps values small, so that rounding stays comparable. */
const bounded = (x: Node): Node => b.unary('Tanh', x)

type Maker = (x: Node, other: Node, pick: (bound: number) => number) => Node | undefined

const convolutional =
  (make: (x: Node, g: Geometry) => Node): Maker =>
  (x, _other, pick) => {
    const g = geometry(x.shape, pick)
    return g && bounded(make(x, g))
  }

const kernelOf = (g: Geometry): Node =>
  b.input(
    `kernel${[g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels].join('x')}`,
    [g.kernelHeight, g.kernelWidth, g.inChannels, g.outChannels],
    'float32',
  )
const gradientOf = (g: Geometry): Node =>
  b.input(
    `gradient${[g.batch, g.outHeight, g.outWidth, g.outChannels].join('x')}`,
    [g.batch, g.outHeight, g.outWidth, g.outChannels],
    'float32',
  )

/** Ways to make a node from others. */
const makers: readonly Maker[] = [
  (x) => b.unary('Tanh', x),
  (x) => b.unary('Sigmoid', x),
  (x) => b.unary('Neg', x),
  (x) => b.unary('Relu', x),
  (x) => b.leakyRelu(x, 0.2),
  (x) => b.clip(x, -0.5, 0.75),
  (x, y) => (broadcasts(x, y) ? b.binary('Add', x, y) : undefined),
  (x, y) => (broadcasts(x, y) ? b.binary('Sub', x, y) : undefined),
  (x, y) => (broadcasts(x, y) ? bounded(b.binary('Mul', x, y)) : undefined),
  (x, y) => (broadcasts(x, y) ? b.binary('Max', x, y) : undefined),
  (x) => b.binary('Div', x, b.fill(4, [])),
  // Gradients of ReLU and LeakyReLU; the masks come from inputs, which no pass changes by rounding.
  (x) => (b.sameShape(x.shape, image.shape) ? b.binary('Mul', x, b.step(image, 0)) : undefined),
  (x) =>
    b.sameShape(x.shape, image.shape)
      ? b.where(b.binary('Greater', image, b.fill(0, [])), x, b.binary('Mul', x, b.fill(0.2, [])))
      : undefined,
  (x) => b.reshape(x, [sizeOf(x.shape)]),
  (x) => b.reshape(x, [1, ...x.shape, 1]),
  (x) => (x.shape.length > 1 ? b.reshape(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))]) : undefined),
  (x) => b.transpose(x, x.shape.map((_, i) => i).reverse()),
  (x, _y, pick) => b.concat([x, x], pick(Math.max(x.shape.length, 1))),
  (x, _y, pick) => {
    const axes = x.shape.flatMap((_, i) => (pick(2) === 0 ? [i] : []))
    return bounded(b.reduce(reductions[pick(4)] ?? 'Sum', x, axes, pick(2) === 0))
  },
  (x, _y, pick) =>
    bounded(
      b.reduce(
        pick(2) === 0 ? 'Sum' : 'Mean',
        x,
        x.shape.slice(0, -1).map((_, i) => i),
        pick(2) === 0,
      ),
    ),
  (x, _y, pick) =>
    b.pad(
      x,
      x.shape.map(() => pick(2)),
      x.shape.map(() => pick(2)),
    ),
  (x) =>
    b.slice(
      x,
      x.shape.map((size) => (size > 1 ? 1 : 0)),
      x.shape.map((size) => Math.max(size - 1, 1)),
    ),
  (x, _y, pick) =>
    b.tile(
      x,
      x.shape.map(() => 1 + pick(2)),
    ),
  (x) => (x.shape.length > 0 ? b.gather(x, b.indices([0, (x.shape[0] ?? 1) - 1, 0]), 0) : undefined),
  (x) => (x.shape.length >= 2 ? bounded(b.matmul(x, x, false, true)) : undefined),
  (x) => (x.shape.length >= 2 ? bounded(b.matmul(x, x, true, false)) : undefined),
  convolutional((x, g) => b.convolution(x, kernelOf(g), g)),
  convolutional((_x, g) => b.convolutionInput(gradientOf(g), kernelOf(g), g)),
  convolutional((x, g) => b.convolutionKernel(x, gradientOf(g), g)),
  convolutional((x, g) => {
    const y = b.convolution(x, kernelOf(g), g)
    return b.convolutionKernel(x, y, g)
  }),
]

function broadcasts(x: Node, y: Node): boolean {
  try {
    return sizeOf(b.broadcast(x.shape, y.shape)) <= 2000
  } catch {
    return false
  }
}

/** Random graphs of up to 14 operations with up to three outputs. */
export const randomGraph: fc.Arbitrary<Graph> = fc
  .array(
    fc.record({ maker: fc.nat(makers.length - 1), picks: fc.array(fc.nat(1000), { minLength: 16, maxLength: 16 }) }),
    {
      minLength: 3,
      maxLength: 14,
    },
  )
  .map((recipe) => {
    const nodes = [...leaves]
    for (const { maker, picks } of recipe) {
      let at = 0
      const pick = (bound: number) => (picks[at++ % picks.length] ?? 0) % bound
      const recent = nodes[nodes.length - 1 - pick(Math.min(nodes.length, 8))] ?? image
      const picture = nodes.findLast(({ shape }) => shape.length === 4) ?? image
      // Few values have the shape of images by chance, and convolutions need them.
      const made = makers[maker]?.(pick(2) === 0 ? picture : recent, nodes[pick(nodes.length)] ?? image, pick)
      if (made !== undefined && made.shape.length <= 6 && sizeOf(made.shape) <= 2000) nodes.push(made)
    }
    return { outputs: nodes.slice(-3).map((node, i) => ({ name: `out${i}`, node })) }
  })
