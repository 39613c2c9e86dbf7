import { z } from 'zod'
import type { Problem } from '../../contract/errors'
import { ORIGIN, Origin } from './origin'

/** A layer of a Keras model as it was written, with the names of the layers that it takes. */
export interface ReadLayer {
  readonly name: string
  readonly className: string
  readonly config: Readonly<Record<string, unknown>>
  readonly inputs: readonly string[]
}

/** A Keras model as it was written. */
export interface ReadModel {
  readonly name: string
  readonly layers: readonly ReadLayer[]
  readonly outputs: readonly string[]
  /** What the studio wrote beside it, if it did. */
  readonly origin: Origin | undefined
}

/** A model, what is wrong with its file, or that it is no Keras model at all. */
export type ReadResult =
  | { readonly type: 'model'; readonly model: ReadModel }
  | { readonly type: 'wrong'; readonly problems: readonly Problem[] }
  | { readonly type: 'other' }

/** Most layers of a model that is read. */
const MOST_LAYERS = 4000

const Settings = z.record(z.string(), z.unknown())
const Layer = z.object({
  class_name: z.string(),
  config: Settings,
  name: z.string().optional(),
  inbound_nodes: z.array(z.unknown()).optional(),
})
type Layer = z.infer<typeof Layer>
const Config = z.object({
  name: z.string().optional(),
  layers: z.array(Layer).min(1).max(MOST_LAYERS),
  output_layers: z.unknown().optional(),
})
const Model = z.object({ class_name: z.enum(['Functional', 'Model', 'Sequential']), config: z.unknown() })

const record = (value: unknown): Readonly<Record<string, unknown>> | undefined => Settings.safeParse(value).data

/** The model within what Keras and TF.js put around it. */
function unwrapped(json: unknown): unknown {
  const outer = record(json)
  const topology = record(outer?.['modelTopology']) ?? outer
  return record(topology?.['model_config']) ?? topology
}

/** What the studio wrote beside a model; undefined where there is nothing, or nothing that it could have written. */
function originIn(json: unknown): Origin | undefined {
  const outer = record(json)
  return Origin.safeParse(outer?.[ORIGIN] ?? record(outer?.['userDefinedMetadata'])?.[ORIGIN]).data
}

/** A reference to the output of a layer as Keras 2 and TF.js write it: [name, node, tensor, …]. */
const Reference = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown())

/** The names of the layers that a value of any depth refers to, in order. */
function references(value: unknown): string[] {
  const found = Reference.safeParse(value)
  if (found.success) return [found.data[0]]
  if (Array.isArray(value)) return value.flatMap(references)
  const object = record(value)
  if (object === undefined) return []
  // Keras 3 writes tensors out with their history.
  if ('keras_history' in object) return references(object['keras_history'])
  return Object.values(object).flatMap(references)
}

const nameOf = ({ name, config }: Layer, index: number): string =>
  name ?? z.string().safeParse(config['name']).data ?? `layer${index + 1}`

function functional(
  { layers, output_layers: outputs, name }: z.infer<typeof Config>,
  origin: Origin | undefined,
): ReadResult {
  const problems: Problem[] = []
  const read = layers.map((layer, i): ReadLayer => {
    const nodes = layer.inbound_nodes ?? []
    const own = nameOf(layer, i)
    if (nodes.length > 1) {
      problems.push({ path: own, message: 'is used in several places, and the studio’s layers have one' })
    }
    return { name: own, className: layer.class_name, config: layer.config, inputs: references(nodes[0]) }
  })
  if (problems.length > 0) return { type: 'wrong', problems }
  return { type: 'model', model: { name: name ?? 'model', layers: read, outputs: references(outputs), origin } }
}

const shapeSettings = ['batch_shape', 'batch_input_shape'] as const

/** The first layer of a chain may say what goes in instead of an input layer. */
function impliedInput({ config }: Layer): ReadLayer[] {
  const shape = shapeSettings.map((key) => config[key]).find((value) => value !== undefined && value !== null)
  return shape === undefined
    ? []
    : [{ name: 'input', className: 'InputLayer', config: { batch_shape: shape }, inputs: [] }]
}

function sequential({ layers, name }: z.infer<typeof Config>, origin: Origin | undefined): ReadResult {
  const [head] = layers
  const implied = head !== undefined && head.class_name !== 'InputLayer' ? impliedInput(head) : []
  const chain = [...implied]
  for (const [i, layer] of layers.entries()) {
    const before = chain.at(-1)
    const inputs = before === undefined ? [] : [before.name]
    chain.push({ name: nameOf(layer, i), className: layer.class_name, config: layer.config, inputs })
  }
  const last = chain.at(-1)
  return { type: 'model', model: { name: name ?? 'model', layers: chain, outputs: last ? [last.name] : [], origin } }
}

/** Reads the JSON of a Keras model (`model.to_json()`), or the `model.json` of a TF.js layers model. Weights are not looked at. */
export function readKeras(json: unknown): ReadResult {
  const model = Model.safeParse(unwrapped(json))
  if (!model.success) return { type: 'other' }
  const { class_name: kind, config } = model.data
  // Older Keras writes the layers of a sequential model without anything around them.
  const parsed = Config.safeParse(Array.isArray(config) ? { layers: config } : config)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    return { type: 'wrong', problems }
  }
  const origin = originIn(json)
  return kind === 'Sequential' ? sequential(parsed.data, origin) : functional(parsed.data, origin)
}
