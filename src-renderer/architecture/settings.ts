import { Initialiser } from '@shared/architecture/layer'
import { ActivationSpec } from '@shared/architecture/layers/activation'
import { LayerSpec } from '@shared/architecture/layers/registry'
import { z } from 'zod'
import { formatSetting } from '../ui/format/numbers'

/** How a setting is edited. */
export type SettingKind =
  | {
      readonly type: 'number'
      readonly whole: boolean
      readonly min: number | undefined
      readonly max: number | undefined
      /** Whether it has to be more than `min`, and not `min` itself. */
      readonly above: boolean
    }
  | { readonly type: 'toggle' }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'shape' }
  | { readonly type: 'initialiser' }
  | { readonly type: 'function' }

/** A setting of a layer as it is edited. */
export interface Setting {
  readonly key: string
  readonly label: string
  readonly unit: string
  /** What it means, in one line. */
  readonly meaning: string
  readonly kind: SettingKind
  readonly value: unknown
}

interface Words {
  readonly label: string
  readonly meaning: string
  readonly unit?: string
}

const words: Readonly<Record<string, Words>> = {
  source: { label: 'Source', meaning: 'What enters the network here' },
  units: { label: 'Units', meaning: 'Values of the output' },
  filters: { label: 'Filters', meaning: 'Channels of the output' },
  kernel: { label: 'Kernel', meaning: 'Side of the window that one value is made of', unit: 'px' },
  stride: { label: 'Stride', meaning: 'How far the window moves from one value to the next', unit: 'px' },
  padding: { label: 'Padding', meaning: 'Pixels added on each of the four sides', unit: 'px' },
  bias: { label: 'Bias', meaning: 'A learned constant is added to every output' },
  initialiser: { label: 'Weights start', meaning: 'Distribution that the weights are drawn from' },
  biasInitialiser: { label: 'Biases start', meaning: 'Distribution that the biases are drawn from' },
  scaleInitialiser: { label: 'Scale starts', meaning: 'Distribution that the learned scale is drawn from' },
  spectralNormalisation: { label: 'Spectral norm', meaning: 'Weights are divided by their largest singular value' },
  momentum: { label: 'Momentum', meaning: 'Share of each batch in the running statistics' },
  epsilon: { label: 'Epsilon', meaning: 'Added to the variance, so that nothing is divided by zero' },
  affine: { label: 'Affine', meaning: 'A scale and an offset are learned for each channel' },
  function: { label: 'Function', meaning: 'Applied to every value by itself' },
  rate: { label: 'Rate', meaning: 'Probability that a value is dropped while training' },
  shape: { label: 'Shape', meaning: 'The same values in a new order of axes, such as 4×4×256' },
  factor: { label: 'Factor', meaning: 'How many pixels a side each pixel becomes', unit: '×' },
  resample: { label: 'Size', meaning: 'Whether the image is doubled, halved or kept' },
  normalisation: { label: 'Normalisation', meaning: 'Before each of its convolutions' },
  kind: { label: 'Kind', meaning: 'What is taken of the values' },
  deviation: { label: 'Deviation', meaning: 'Of the noise that is added while training' },
}

/** The schema of each layer type's settings. */
const schemas: ReadonlyMap<string, z.ZodObject> = new Map(
  LayerSpec.options.map((schema) => [[...schema.shape.type.values][0] ?? '', schema]),
)

function kindOf(schema: z.core.$ZodType): SettingKind {
  if (schema instanceof z.ZodOptional) return kindOf(schema.unwrap())
  if (schema === Initialiser) return { type: 'initialiser' }
  if (schema === ActivationSpec.shape.function) return { type: 'function' }
  if (schema instanceof z.ZodNumber) {
    const bound = (value: number | null) =>
      value === null || !Number.isFinite(value) || Math.abs(value) >= 2 ** 53 - 1 ? undefined : value
    const min = bound(schema.minValue)
    return {
      type: 'number',
      whole: schema.format !== null,
      min,
      max: bound(schema.maxValue),
      above: min !== undefined && !schema.safeParse(min).success,
    }
  }
  if (schema instanceof z.ZodEnum) return { type: 'choice', options: schema.options.map(String) }
  if (schema instanceof z.ZodArray) return { type: 'shape' }
  return { type: 'toggle' }
}

/** What there is to set in each layer type, in the order of its schema. */
const fields: ReadonlyMap<string, readonly Omit<Setting, 'value'>[]> = new Map(
  [...schemas].map(([type, { shape }]) => [
    type,
    Object.entries(shape).flatMap(([key, schema]) => {
      if (key === 'type') return []
      const { label, meaning, unit = '' } = words[key] ?? { label: key, meaning: '' }
      return [{ key, label, meaning, unit, kind: kindOf(schema) }]
    }),
  ]),
)

/**
 * The settings of a layer, in the order of its schema. Those of `before` that say the same are the same values, so that their fields
 * are not drawn anew.
 */
export function settingsOf(layer: LayerSpec, before: readonly Setting[] = []): Setting[] {
  const values = new Map<string, unknown>(Object.entries(layer))
  const had = new Map(before.map((setting) => [setting.key, setting]))
  return (fields.get(layer.type) ?? []).map((field) => {
    const value = values.get(field.key)
    const old = had.get(field.key)
    const same = old?.kind === field.kind && JSON.stringify(old.value) === JSON.stringify(value)
    return old && same ? old : { ...field, value }
  })
}

/** A number inside of an initialiser or a function. */
export interface SettingPart {
  readonly key: string
  readonly label: string
  readonly unit: string
  readonly meaning: string
  readonly kind: SettingKind
  readonly value: number
}

const partWords: Readonly<Record<string, Words>> = {
  value: { label: 'Value', meaning: 'What each of them begins at' },
  mean: { label: 'Mean', meaning: 'Middle of the distribution' },
  deviation: { label: 'Deviation', meaning: 'Two thirds of the values lie this close to the mean' },
  gain: { label: 'Gain', meaning: 'What the orthonormal matrix is multiplied by', unit: '×' },
  slope: { label: 'Slope', meaning: 'What values below 0 are multiplied by', unit: '×' },
}

/** The numbers of each initialiser and each function, by the name of that. */
const partFields: ReadonlyMap<string, readonly Omit<SettingPart, 'value'>[]> = new Map(
  [
    ...Initialiser.options.map(({ shape: { type, ...shape } }) => [[...type.values][0] ?? '', shape] as const),
    ...ActivationSpec.shape.function.options.map(
      ({ shape: { name, ...shape } }) => [[...name.values][0] ?? '', shape] as const,
    ),
  ].map(([name, shape]) => [
    name,
    Object.entries(shape).map(([key, schema]) => {
      const { label, meaning, unit = '' } = partWords[key] ?? { label: key, meaning: '' }
      return { key, label, meaning, unit, kind: kindOf(schema) }
    }),
  ]),
)

/** The numbers inside of a setting's value, each edited by itself; none for settings of other kinds. */
export function partsOf({ kind, value }: Setting): readonly SettingPart[] {
  if (kind.type !== 'initialiser' && kind.type !== 'function') return []
  const initialiser = Initialiser.safeParse(value).data
  const whole = initialiser ?? ActivationSpec.shape.function.safeParse(value).data
  if (whole === undefined) return []
  const numbers = new Map<string, unknown>(Object.entries(whole))
  return (partFields.get('type' in whole ? whole.type : whole.name) ?? []).flatMap((field) => {
    const number = numbers.get(field.key)
    return typeof number === 'number' ? [{ ...field, value: number }] : []
  })
}

/** A layer with a setting changed, or why that cannot be. */
export type Changed =
  | { readonly ok: true; readonly layer: LayerSpec }
  | { readonly ok: false; readonly message: string }

/** Changes a setting of a layer. */
export function withSetting(layer: LayerSpec, key: string, value: unknown): Changed {
  const parsed = LayerSpec.safeParse({ ...layer, [key]: value })
  if (parsed.success) return { ok: true, layer: parsed.data }
  return { ok: false, message: parsed.error.issues[0]?.message ?? 'is not possible' }
}

/** Why what was typed cannot be: by the key of the setting, then '' for itself or the key of the number inside of it. */
export type Refusals = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * What is refused after a change of a setting, or of the number `part` inside of it: the others stay as they are, but for those inside of
 * a setting that is changed as a whole. `message` undefined: the change was possible.
 */
export function withRefusal(refused: Refusals, key: string, part: string, message: string | undefined): Refusals {
  const { [key]: own = {}, ...others } = refused
  const { [part]: _old, ...rest } = part === '' ? {} : own
  const now = message === undefined ? rest : { ...rest, [part]: message }
  return Object.keys(now).length === 0 ? others : { ...others, [key]: now }
}

/** The range of a number in words; empty for what is no number. */
export function rangeOf(kind: SettingKind): string {
  if (kind.type !== 'number') return ''
  const { min, max, above } = kind
  const from = min === undefined ? undefined : `${above ? 'above' : 'from'} ${written(min)}`
  if (min !== undefined && max !== undefined) {
    return above ? `${from}, up to ${written(max)}` : `${written(min)} to ${written(max)}`
  }
  return from ?? (max === undefined ? 'any number' : `up to ${written(max)}`)
}

/** What to say where something is refused: for a number what is possible, else the schema's own `message`. */
export function refusalOf(kind: SettingKind, message: string): string {
  if (kind.type !== 'number') return message
  const range = rangeOf(kind)
  const numbers = kind.whole ? 'whole numbers' : 'numbers'
  return range === 'any number' ? `Possible: ${numbers}` : `Possible: ${numbers}, ${range}`
}

const written = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en-US') : formatSetting(value)

/** A shape that was typed, such as `4×4×256` or `4 4 256`; undefined for anything else. */
export function parseShape(text: string): number[] | undefined {
  const parts = text.trim().split(/[\s,x×*]+/)
  const sizes = parts.map(Number)
  return sizes.length <= 3 && sizes.every((size) => Number.isInteger(size) && size > 0) ? sizes : undefined
}

/** What an initialiser begins with when it is chosen. */
export const initialisers: {
  readonly [T in Initialiser['type']]: { readonly title: string; readonly start: Initialiser }
} = {
  normal: { title: 'Normal', start: { type: 'normal', mean: 0, deviation: 0.02 } },
  constant: { title: 'Constant', start: { type: 'constant', value: 0 } },
  'uniform-fan-in': { title: 'Uniform ±1/√fan-in', start: { type: 'uniform-fan-in' } },
  'glorot-uniform': { title: 'Glorot uniform', start: { type: 'glorot-uniform' } },
  'glorot-normal': { title: 'Glorot normal', start: { type: 'glorot-normal' } },
  'he-uniform': { title: 'He uniform', start: { type: 'he-uniform' } },
  'he-normal': { title: 'He normal', start: { type: 'he-normal' } },
  orthogonal: { title: 'Orthogonal', start: { type: 'orthogonal', gain: 1 } },
}
