import { catalogue } from '@shared/architecture/edit/catalogue'
import { functions } from '@shared/architecture/edit/functions'
import { type Initialiser, type Shape, sizeOf } from '@shared/architecture/layer'
import { definitionOf, inferLayer, type LayerSpec } from '@shared/architecture/layers/registry'
import type { LayerNode, NetworkSpec } from '@shared/architecture/spec'
import fc from 'fast-check'

/** Each layer type is as likely as the others. */
const palette = Object.values(catalogue)
const starts = Object.values(functions).map(({ start }) => start)
const [latent, classes] = [5, 3]
const context = { image: [6, 4, 3], latent: [latent], label: [classes] }
/** Larger outputs are left out, so that networks are computed in an instant. */
const MOST_VALUES = 600

const initialisers: readonly Initialiser[] = [
  { type: 'constant', value: 0.5 },
  { type: 'normal', mean: 0.1, deviation: 0.2 },
  { type: 'uniform-fan-in' },
  { type: 'glorot-uniform' },
  { type: 'he-uniform' },
  { type: 'he-normal' },
  { type: 'glorot-normal' },
  { type: 'orthogonal', gain: 1.5 },
]

/** Numbers from which a layer is made. */
const drawn = fc.record({
  entry: fc.nat(),
  numbers: fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 }),
})
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never

const at = <T>(list: readonly T[], n: number): T => {
  const one = list[n % list.length]
  if (one === undefined) throw new RangeError('an empty list')
  return one
}

/** A layer of the palette with settings that vary, small ones. */
function varied({ entry, numbers }: Drawn, input: Shape | undefined): LayerSpec {
  const layer = at(palette, entry).create(input)
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers
  const initialiser = at(initialisers, a)
  const window = { kernel: 1 + (b % 4), stride: 1 + (c % 3), padding: d % 3 }
  const bias = e % 2 === 0
  // What a bias would start at says nothing where there is none.
  const biasInitialiser: Initialiser = bias ? at(initialisers, f) : { type: 'constant', value: 0 }
  const weights = { bias, initialiser, biasInitialiser }
  switch (layer.type) {
    case 'dense':
      return { ...layer, units: 1 + (b % 6), ...weights }
    case 'conv2d':
    case 'conv2d-transpose':
      return { ...layer, filters: 1 + (f % 3), ...window, ...weights }
    case 'activation':
      return { ...layer, function: at(starts, a) }
    case 'pooling':
      return { ...layer, ...window, kernel: 2 + (b % 3), kind: a % 2 === 0 ? 'max' : 'average' }
    case 'global-pooling':
      return { ...layer, kind: at(['average', 'sum', 'max'], a) }
    case 'residual-block':
      return {
        ...layer,
        filters: 1 + (f % 3),
        resample: at(['same', 'up', 'down'], a),
        normalisation: at(['none', 'batch', 'instance', 'layer'], b),
        initialiser,
      }
    case 'batch-normalisation':
      return { ...layer, scaleInitialiser: initialiser }
    case 'embedding':
      return { ...layer, units: 1 + (b % 4), initialiser }
    case 'projection':
      return { ...layer, initialiser }
    case 'instance-normalisation':
      return { ...layer, affine: a % 2 === 0 }
    case 'upsample':
      return { ...layer, factor: 2 + (a % 2) }
    case 'reshape': {
      const size = sizeOf(input ?? [1])
      const split = at(
        [1, 2, 3, 4].filter((n) => size % n === 0),
        a,
      )
      return { ...layer, shape: b % 2 === 0 ? [size] : [split, 1, size / split] }
    }
    default:
      return layer
  }
}

/** A network that has no problems: each layer fits what it takes, and the output depends on all of them. */
function grown(
  source: 'latent' | 'image',
  wanted: readonly Drawn[],
  accepts: (layer: LayerSpec, input: Shape | undefined) => boolean,
): NetworkSpec {
  const nodes: LayerNode[] = []
  const shapes = new Map<string, Shape>()
  const add = (layer: LayerSpec, inputs: readonly string[]): string | undefined => {
    const { min, max } = definitionOf(layer).inputs
    if (inputs.length < min || inputs.length > max || !accepts(layer, shapes.get(inputs[0] ?? ''))) return undefined
    const inference = inferLayer(
      layer,
      inputs.flatMap((name) => [shapes.get(name) ?? []]),
      context,
    )
    if (!inference.ok || sizeOf(inference.shape) > MOST_VALUES) return undefined
    const name = layer.type === 'input' && layer.source === 'label' ? 'label' : `l${nodes.length}`
    if (shapes.has(name)) return undefined
    nodes.push({ name, inputs: [...inputs], layer })
    shapes.set(name, inference.shape)
    return name
  }
  const first = add({ type: 'input', source }, []) ?? ''
  let last = first
  for (const one of wanted) {
    const layer = varied(one, shapes.get(last))
    const [, , , , , , g = 0, h = 0] = one.numbers
    if (layer.type === 'input') continue
    const embeds = layer.type === 'embedding' || layer.type === 'projection'
    const label = embeds ? add({ type: 'input', source: 'label' }, []) : undefined
    if (embeds && label === undefined) continue
    if (layer.type === 'embedding') {
      const embedded = add(layer, [label ?? ''])
      const joined = embedded === undefined ? undefined : add({ type: 'concatenate' }, [last, embedded])
      // What leads nowhere is a problem: where it cannot be joined it is taken out again.
      if (joined === undefined)
        for (const name of [embedded, label])
          if (name !== undefined) {
            nodes.pop()
            shapes.delete(name)
          }
      last = joined ?? last
      continue
    }
    if (layer.type === 'projection') {
      const projected = add(layer, [last, label ?? ''])
      if (projected === undefined) {
        nodes.pop()
        shapes.delete('label')
      }
      last = projected ?? last
      continue
    }
    const many = definitionOf(layer).inputs.max > 1
    const other = at(
      [...shapes.keys()].filter((name) => name !== 'label'),
      g,
    )
    const both = h % 2 === 0 ? [last, other] : [other, last]
    last = add(layer, many ? both : [last]) ?? last
  }
  return { layers: nodes, output: last }
}

/** Valid networks for images of 6×4×3, latents of 5 and labels of 3 classes. What `accepts` refuses is not in them. */
export const validNetworks = (
  accepts: (layer: LayerSpec, input: Shape | undefined) => boolean = () => true,
): fc.Arbitrary<NetworkSpec> =>
  fc
    .tuple(fc.constantFrom('latent' as const, 'image' as const), fc.array(drawn, { maxLength: 12 }))
    .map(([source, wanted]) => grown(source, wanted, accepts))

/** What such networks take. */
export const validContext = context
