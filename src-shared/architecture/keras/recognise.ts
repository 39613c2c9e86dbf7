import { z } from 'zod'
import type { Problem } from '../../contract/errors'
import { freeName } from '../edit/names'
import { formatShape, type InferenceContext, type Initialiser, type Shape, sizeOf } from '../layer'
import type { InputSpec } from '../layers/input'
import { inferLayer, LayerSpec, weightsOf } from '../layers/registry'
import { LayerName, type LayerNode, NetworkSpec } from '../spec'
import type { Origin } from './origin'
import type { ReadLayer, ReadModel } from './read'
import { NotUnderstood, readInitialiser, setting } from './read-settings'
import { activationOf, type Reading, readers } from './recognise-layers'

/** A Keras model as a network of the studio. */
export interface RecognisedNetwork {
  readonly name: string
  readonly network: NetworkSpec
  /** Shapes of what it takes. */
  readonly sources: Partial<Record<InputSpec['source'], Shape>>
  readonly output: Shape
  /** What is not exactly as it was, each with the layer's name. */
  readonly notes: readonly string[]
  /** What the studio wrote beside the model, if it did. */
  readonly origin: Origin | undefined
}

/** A network, or every layer that is not understood and why. */
export type Recognition =
  | { readonly ok: true; readonly network: RecognisedNetwork }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const Sizes = z.array(z.int().nullable()).min(2).max(4)
const Edges = z.union([
  z.int().transform((all) => [all, all, all, all]),
  z.tuple([z.int(), z.int()]).transform(([rows, columns]) => [rows, rows, columns, columns]),
  z.tuple([z.tuple([z.int(), z.int()]), z.tuple([z.int(), z.int()])]).transform((pairs) => pairs.flat()),
])

/** A vector that is called so is a label, and any other one the latent, where the model's origin does not say it. */
const LABEL = /label|class|categor/i

/** Reads the layers of a model one after the other, each after those that it takes. */
class Recogniser {
  readonly nodes: LayerNode[] = []
  readonly problems: Problem[] = []
  readonly notes: string[] = []
  readonly sources: Partial<Record<InputSpec['source'], Shape>> = {}
  /** The studio's layer whose output stands for that of a layer of the model. */
  readonly at = new Map<string, string>()
  readonly shapes = new Map<string, Shape>()
  readonly #byName: ReadonlyMap<string, ReadLayer>
  readonly #consumers = new Map<string, ReadLayer[]>()
  /** Paddings by the layer that adds them. */
  readonly #pads = new Map<string, number>()
  /** The tables of label projections by the dense layer that holds them. */
  readonly #tables = new Map<string, Initialiser>()
  readonly #taken: Set<string>
  /** What comes in by an input layer, as the model's origin has it. */
  readonly #said: ReadonlyMap<string, InputSpec['source']>

  constructor(private readonly model: ReadModel) {
    this.#said = new Map(Object.entries(model.origin?.inputs ?? {}))
    this.#byName = new Map(model.layers.map((layer) => [layer.name, layer]))
    for (const layer of model.layers) {
      for (const input of layer.inputs) this.#consumers.set(input, [...(this.#consumers.get(input) ?? []), layer])
    }
    this.#taken = new Set(model.layers.map(({ name }) => name).filter((name) => LayerName.safeParse(name).success))
  }

  run(): void {
    const done = new Set<string>()
    const waiting = new Set(this.model.layers)
    for (let progress = true; progress; ) {
      progress = false
      for (const layer of waiting) {
        if (!layer.inputs.every((input) => done.has(input))) continue
        waiting.delete(layer)
        done.add(layer.name)
        progress = true
        this.#read(layer)
      }
    }
    for (const { name } of waiting) this.#problem(name, 'takes a layer that is not there, or is part of a cycle')
  }

  #problem(layer: string, message: string): void {
    this.problems.push({ path: layer, message })
  }

  #read(layer: ReadLayer): void {
    // What lies behind a problem would only repeat it.
    if (layer.inputs.some((input) => !this.at.has(input))) return
    try {
      this.#translate(layer)
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error
      this.#problem(layer.name, error.message)
    }
  }

  /** The only layer that takes a layer's output, if it is of a class. */
  #soleConsumer(name: string, className: string): ReadLayer | undefined {
    const [next, ...others] = this.#consumers.get(name) ?? []
    return others.length === 0 && next?.className === className && !this.model.outputs.includes(name) ? next : undefined
  }

  #inputs({ inputs }: ReadLayer): string[] {
    return inputs.map((input) => this.at.get(input) ?? input)
  }

  #shapesOf(layer: ReadLayer): Shape[] {
    return this.#inputs(layer).map((name) => this.shapes.get(name) ?? [])
  }

  /** Adds a layer of the studio that stands for one of the model. @throws NotUnderstood where it does not fit */
  #add(layer: ReadLayer, spec: LayerSpec, inputs = this.#inputs(layer), wanted = layer.name): string {
    const parsed = LayerSpec.safeParse(spec)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new NotUnderstood(`has a ${issue?.path.join('.')} that the studio cannot have: ${issue?.message}`)
    }
    const shapes = inputs.map((name) => this.shapes.get(name) ?? [])
    const inference = inferLayer(parsed.data, shapes, this.#context())
    if (!inference.ok) throw new NotUnderstood(inference.problem.message)
    const name = this.#nameFor(wanted)
    this.nodes.push({ name, inputs, layer: parsed.data })
    this.shapes.set(name, inference.shape)
    this.at.set(layer.name, name)
    return name
  }

  #context(): InferenceContext {
    const { image = [], latent, label } = this.sources
    return { image, ...(latent === undefined ? {} : { latent }), ...(label === undefined ? {} : { label }) }
  }

  #nameFor(wanted: string): string {
    if (LayerName.safeParse(wanted).success && (this.#byName.has(wanted) || !this.#taken.has(wanted))) {
      this.#taken.add(wanted)
      return wanted
    }
    const plain = wanted.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 40)
    const name = freeName(this.#taken, LayerName.safeParse(plain).success ? plain : `layer_${plain}`.slice(0, 40))
    this.#taken.add(name)
    return name
  }

  #pass(layer: ReadLayer): void {
    const [input] = this.#inputs(layer)
    if (input === undefined) throw new NotUnderstood('takes nothing')
    this.at.set(layer.name, input)
  }

  /** The classes that are read together with their neighbours. */
  readonly #together: ReadonlyMap<string, (layer: ReadLayer) => void> = new Map([
    ['InputLayer', (layer) => this.#input(layer)],
    ['ZeroPadding2D', (layer) => this.#pad(layer)],
    [
      'Cropping2D',
      (layer) =>
        this.#passIf(this.#cropsTransposed(layer), layer, 'cuts an image that is not that of a transposed convolution'),
    ],
    ['Activation', (layer) => this.#activate(layer)],
    ['Softmax', (layer) => this.#softmax(layer)],
    ['LayerNormalization', (layer) => this.#normalise(layer)],
    [
      'DepthwiseConv2D',
      (layer) =>
        this.#passIf(
          this.#scalesNormalised(layer),
          layer,
          'is a depthwise convolution, which the studio does not have',
        ),
    ],
    [
      'Rescaling',
      (layer) => this.#passIf(this.#sums(layer), layer, 'scales values by a number, which the studio does not'),
    ],
    ['Dot', (layer) => this.#project(layer)],
  ])

  #translate(layer: ReadLayer): void {
    const wrapped = layer.className === 'SpectralNormalization' ? this.#wrapped(layer) : layer
    const together = this.#together.get(wrapped.className)
    if (together) {
      together(layer)
      return
    }
    if (layer.className === 'Dense' && this.#table(layer)) return
    const read = readers.get(wrapped.className)
    if (read === undefined) {
      throw new NotUnderstood(`is of the class ${wrapped.className}, which the studio does not know`)
    }
    const spec = read(this.#reading(layer, wrapped))
    if (spec.type === 'global-pooling' && this.#summed(layer)) this.#add(layer, { ...spec, kind: 'sum' })
    else this.#activateWithin(layer, wrapped.config['activation'], this.#add(layer, spec))
  }

  #passIf(fits: boolean, layer: ReadLayer, otherwise: string): void {
    if (!fits) throw new NotUnderstood(otherwise)
    this.#pass(layer)
  }

  #activate(layer: ReadLayer): void {
    const { activation } = layer.config
    const f = activation === 'softmax' ? undefined : activationOf(activation)
    if (activation === 'softmax') this.#softmax(layer)
    else if (f === undefined) this.#pass(layer)
    else this.#add(layer, { type: 'activation', function: f })
  }

  /** The activation that Keras has as a setting of another layer. */
  #activateWithin(layer: ReadLayer, activation: unknown, added: string): void {
    if (activation === 'softmax') {
      this.#endSoftmax(layer)
      return
    }
    const f = activationOf(activation)
    if (f !== undefined) this.#add(layer, { type: 'activation', function: f }, [added], `${layer.name}_${f.name}`)
  }

  #wrapped(layer: ReadLayer): ReadLayer {
    const Inner = z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) })
    const { class_name: className, config } = setting(layer.config, 'layer', Inner)
    if (!['Dense', 'Conv2D', 'Conv2DTranspose'].includes(className)) {
      throw new NotUnderstood(`is spectrally normalised, which the studio’s ${className} is not`)
    }
    return { ...layer, className, config }
  }

  #reading(layer: ReadLayer, { className, config }: ReadLayer): Reading {
    const [input = ''] = layer.inputs
    const padding = this.#pads.get(input) ?? 0
    if (padding > 0 && className !== 'Conv2D' && className !== 'AveragePooling2D') {
      throw new NotUnderstood('takes a padded image, and the studio pads in convolutions alone')
    }
    const crop = className === 'Conv2DTranspose' ? this.#soleConsumer(layer.name, 'Cropping2D') : undefined
    const [top = 0, bottom = 0, left = 0, right = 0] = crop ? setting(crop.config, 'cropping', Edges) : []
    if (top !== left || bottom !== right) throw new NotUnderstood('is cut differently in height and width')
    return {
      config,
      shapes: this.#shapesOf(layer),
      padding,
      cropping: crop && [top, bottom],
      spectral: layer.className === 'SpectralNormalization',
      note: (text) => this.notes.push(`${layer.name} ${text}`),
    }
  }

  #input(layer: ReadLayer): void {
    const { config, name } = layer
    const [, ...sizes] = setting({ shape: config['batch_shape'] ?? config['batch_input_shape'] }, 'shape', Sizes)
    const shape = sizes.flatMap((size) => size ?? [])
    if (shape.length < sizes.length) throw new NotUnderstood('has a size that is left open, and the studio’s are fixed')
    if (shape.length === 2)
      throw new NotUnderstood(`takes ${formatShape(shape)}, which is neither an image nor a vector`)
    const source = shape.length === 3 ? 'image' : (this.#said.get(name) ?? (LABEL.test(name) ? 'label' : 'latent'))
    const known = this.sources[source]
    if (known !== undefined && formatShape(known) !== formatShape(shape)) {
      throw new NotUnderstood(`is a second ${source}, of another size`)
    }
    this.sources[source] = shape
    this.#add(layer, { type: 'input', source }, [])
  }

  #pad(layer: ReadLayer): void {
    const edges = setting(layer.config, 'padding', Edges, [1, 1, 1, 1])
    const [padding = 0] = edges
    const next = this.#soleConsumer(layer.name, 'Conv2D') ?? this.#soleConsumer(layer.name, 'AveragePooling2D')
    const wrapper = this.#soleConsumer(layer.name, 'SpectralNormalization')
    if (edges.some((edge) => edge !== padding))
      throw new NotUnderstood('pads unevenly, and the studio’s padding is even')
    if (next === undefined && wrapper === undefined) {
      throw new NotUnderstood('pads what is no convolution, and the studio pads in those alone')
    }
    this.#pads.set(layer.name, padding)
    this.#pass(layer)
  }

  #inputLayer({ inputs }: ReadLayer): ReadLayer | undefined {
    return this.#byName.get(inputs[0] ?? '')
  }

  #cropsTransposed(layer: ReadLayer): boolean {
    const before = this.#inputLayer(layer)
    const transposed = before?.className === 'Conv2DTranspose' || before?.className === 'SpectralNormalization'
    return transposed && this.#soleConsumer(before.name, 'Cropping2D') === layer
  }

  #softmax(layer: ReadLayer): void {
    this.#endSoftmax(layer)
    this.#pass(layer)
  }

  /** The loss of the studio's classifiers takes the numbers before the softmax. */
  #endSoftmax({ name }: ReadLayer): void {
    if (!this.model.outputs.includes(name))
      throw new NotUnderstood('is a softmax, which the studio has in losses alone')
    this.notes.push(`${name} is left out: the softmax is part of the loss here`)
  }

  #normalise(layer: ReadLayer): void {
    const { config, name } = layer
    const [shape = []] = this.#shapesOf(layer)
    const epsilon = setting(config, 'epsilon', z.number(), 1e-3)
    const affine = setting(config, 'scale', z.boolean(), true) && setting(config, 'center', z.boolean(), true)
    const axes = setting(config, 'axis', z.union([z.int().transform((axis) => [axis]), z.array(z.int())]), [-1])
    const over = axes.map((axis) => (axis < 0 ? axis + shape.length + 1 : axis)).join(' ')
    const scaled = this.#soleConsumer(name, 'DepthwiseConv2D') !== undefined
    if (shape.length === 1 && affine) this.#add(layer, { type: 'layer-normalisation', epsilon })
    else if (shape.length === 3 && over === '1 2' && config['scale'] === false)
      this.#add(layer, { type: 'instance-normalisation', epsilon, affine: scaled })
    else if (shape.length === 3 && over === '1 2 3' && config['scale'] === false && scaled)
      this.#add(layer, { type: 'layer-normalisation', epsilon })
    else throw new NotUnderstood(`normalises ${formatShape(shape)} over the axes ${over}, which the studio does not`)
  }

  #scalesNormalised(layer: ReadLayer): boolean {
    const before = this.#inputLayer(layer)
    const { config } = layer
    const one = JSON.stringify(config['kernel_size']) === '[1,1]' && (config['depth_multiplier'] ?? 1) === 1
    return before?.className === 'LayerNormalization' && one && (config['use_bias'] ?? true) === true
  }

  #summed(layer: ReadLayer): boolean {
    const next = this.#soleConsumer(layer.name, 'Rescaling')
    return next !== undefined && this.#sums(next)
  }

  #sums(layer: ReadLayer): boolean {
    const before = this.#inputLayer(layer)
    const [height = 0, width = 0] = (before && this.#shapesOf(before)[0]) ?? []
    const { scale, offset } = layer.config
    return before?.className === 'GlobalAveragePooling2D' && scale === height * width && (offset ?? 0) === 0
  }

  /** A dense layer on the label alone, without a bias, is a table of vectors. */
  #table(layer: ReadLayer): boolean {
    const { config, name, inputs } = layer
    const [label] = this.#inputs(layer)
    const node = this.nodes.find((one) => one.name === label)
    if (node?.layer.type !== 'input' || node.layer.source !== 'label' || config['use_bias'] !== false) return false
    if (activationOf(config['activation']) !== undefined || inputs.length !== 1) return false
    const units = setting(config, 'units', z.int())
    const product = this.#soleConsumer(name, 'Dot')
    const initialiser: Initialiser = { type: 'glorot-uniform' }
    const spec = { type: 'embedding', units, initialiser } as const
    const projects = product !== undefined && product.inputs[1] === name
    const [weight] = projects
      ? weightsOf({ type: 'projection', initialiser }, [[units], ...this.#shapesOf(layer)])
      : weightsOf(spec, this.#shapesOf(layer))
    const { initialiser: start, note } = readInitialiser(
      config['kernel_initializer'],
      weight ?? { fanIn: 1, fanOut: 1 },
      initialiser,
    )
    if (note !== undefined) this.notes.push(`${name} ${note}`)
    if (!projects) this.#add(layer, { ...spec, initialiser: start })
    else {
      this.#tables.set(name, start)
      this.#pass(layer)
    }
    return true
  }

  #project(layer: ReadLayer): void {
    const initialiser = this.#tables.get(layer.inputs[1] ?? '')
    const { axes, normalize } = layer.config
    if (initialiser === undefined || (axes !== 1 && axes !== -1) || normalize === true) {
      throw new NotUnderstood('is a product of two layers, which the studio has with a table of the labels alone')
    }
    this.#add(layer, { type: 'projection', initialiser })
  }
}

/** Reads a Keras model as a network of the studio. Never throws: what is not understood comes back with the names of the layers. */
export function recogniseNetwork(model: ReadModel): Recognition {
  const recogniser = new Recogniser(model)
  recogniser.run()
  const { problems, nodes, at, shapes, sources, notes } = recogniser
  if (problems.length > 0) return { ok: false, problems }
  const [output, ...others] = model.outputs.map((name) => at.get(name) ?? name)
  if (output === undefined || others.length > 0) {
    const message = `has ${model.outputs.length} outputs, and a network of the studio has one`
    return { ok: false, problems: [{ path: model.name, message }] }
  }
  const network = NetworkSpec.safeParse({ layers: nodes, output })
  const shape = shapes.get(output) ?? []
  if (!network.success || sizeOf(shape) === 0) {
    return { ok: false, problems: [{ path: model.name, message: 'has no layer that gives its output' }] }
  }
  const { name, origin } = model
  return { ok: true, network: { name, network: network.data, sources, output: shape, notes, origin } }
}
