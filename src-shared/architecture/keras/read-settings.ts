import { z } from 'zod'
import type { Initialiser } from '../layer'
import { type Fans, type Scaling, scalings, varianceOf } from '../scaling'

/** Why a layer of a Keras model cannot be one of the studio's. */
export class NotUnderstood extends Error {}

type Config = Readonly<Record<string, unknown>>

/** A setting of a layer, by a schema; `otherwise` where it is absent. @throws NotUnderstood */
export function setting<T>(config: Config, name: string, schema: z.ZodType<T>, otherwise?: T): T {
  const value = config[name]
  if ((value === undefined || value === null) && otherwise !== undefined) return otherwise
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new NotUnderstood(
    `has the setting ${name}: ${JSON.stringify(value) ?? 'nothing'}, which the studio cannot have`,
  )
}

const Pair = z.union([
  z.int(),
  z
    .array(z.int())
    .length(2)
    .refine(([a, b]) => a === b)
    .transform(([a = 0]) => a),
])

/** One number for both sides of an image; lists have to have it twice. @throws NotUnderstood */
export const side = (config: Config, name: string, otherwise?: number): number =>
  setting<number>(config, name, Pair, otherwise)

/** Asks that settings have the values that the studio knows. @throws NotUnderstood */
export function demand(config: Config, wanted: Readonly<Record<string, readonly unknown[]>>): void {
  for (const [name, values] of Object.entries(wanted)) {
    const value = config[name]
    if (value === undefined || value === null) continue
    const text = JSON.stringify(value)
    if (values.some((one) => JSON.stringify(one) === text)) continue
    throw new NotUnderstood(`has the setting ${name}: ${text}, which the studio cannot have`)
  }
}

const Described = z.union([
  z.string().transform((class_name) => ({ class_name, config: {} })),
  z.object({ class_name: z.string(), config: z.record(z.string(), z.unknown()) }),
])

/** Names of initialisers that Keras also writes in small letters. */
const camel = (name: string): string =>
  name.replace(/(^|_)([a-z])/g, (_all, _before, letter: string) => letter.toUpperCase())

const modes: Readonly<Record<string, Scaling['mode']>> = { fan_in: 'fan_in', fan_out: 'fan_out', fan_avg: 'fan_avg' }

/** An initialiser, and what it leaves out of Keras's, if anything. */
export interface ReadInitialiser {
  readonly initialiser: Initialiser
  readonly note: string | undefined
}

const exact = (initialiser: Initialiser): ReadInitialiser => ({ initialiser, note: undefined })

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))

const normal = (deviation: number, note: string): ReadInitialiser => ({
  initialiser: { type: 'normal', mean: 0, deviation: Math.max(deviation, Number.MIN_VALUE) },
  note,
})

function scaled(scale: number, mode: Scaling['mode'], distribution: string, fans: Fans): ReadInitialiser {
  const uniform = distribution === 'uniform'
  for (const type of ['uniform-fan-in', 'glorot-uniform', 'glorot-normal', 'he-uniform', 'he-normal'] as const) {
    const known = scalings[type]
    if (known.mode === mode && close(known.scale, scale) && (known.distribution === 'uniform') === uniform) {
      const cut = !uniform && distribution !== 'untruncated_normal'
      return { initialiser: { type }, note: cut ? 'starts with a normal distribution that is not cut off' : undefined }
    }
  }
  return normal(Math.sqrt(varianceOf({ scale, mode }, fans)), 'starts with a normal distribution of the same variance')
}

/** The studio's initialiser for one of Keras. `fans` are those of the weight. @throws NotUnderstood for settings that make no sense */
export function readInitialiser(value: unknown, fans: Fans, usual: Initialiser): ReadInitialiser {
  if (value === undefined || value === null) return exact(usual)
  const described = Described.safeParse(value)
  if (!described.success) throw new NotUnderstood('has an initialiser that is not understood')
  const { class_name: name, config } = described.data
  const number = (key: string, otherwise: number): number => setting(config, key, z.number(), otherwise)
  const kind = camel(name)
  switch (kind) {
    case 'Zeros':
      return exact({ type: 'constant', value: 0 })
    case 'Ones':
      return exact({ type: 'constant', value: 1 })
    case 'Constant':
      return exact({ type: 'constant', value: number('value', 0) })
    case 'RandomNormal':
    case 'TruncatedNormal': {
      const [mean, deviation] = [number('mean', 0), number('stddev', 0.05)]
      if (deviation <= 0) return exact({ type: 'constant', value: mean })
      const whole = kind === 'RandomNormal'
      // Where the studio writes numbers for what scales by the fans, they are those of its initialisers.
      const scales = (['he-normal', 'glorot-normal'] as const).find(
        (type) => whole && mean === 0 && close(deviation, Math.sqrt(varianceOf(scalings[type], fans))),
      )
      if (scales !== undefined) return exact({ type: scales })
      const note = whole ? undefined : 'starts with a normal distribution that is not cut off'
      return { initialiser: { type: 'normal', mean, deviation }, note }
    }
    case 'RandomUniform': {
      const [low, high] = [number('minval', -0.05), number('maxval', 0.05)]
      if (close(-low, high) && close(high, 1 / Math.sqrt(fans.fanIn))) return exact({ type: 'uniform-fan-in' })
      if (close(-low, high)) {
        const glorot = Math.sqrt(3 * varianceOf(scalings['glorot-uniform'], fans))
        if (close(high, glorot)) return exact({ type: 'glorot-uniform' })
        if (close(high, Math.sqrt(6 / fans.fanIn))) return exact({ type: 'he-uniform' })
      }
      return normal((high - low) / Math.sqrt(12), 'starts with a normal distribution of the same variance')
    }
    case 'Orthogonal':
      return exact({ type: 'orthogonal', gain: number('gain', 1) })
    case 'VarianceScaling': {
      const text = (key: string, otherwise: string) => setting(config, key, z.string(), otherwise)
      const mode = modes[text('mode', 'fan_in')] ?? 'fan_in'
      return scaled(number('scale', 1), mode, text('distribution', 'truncated_normal'), fans)
    }
    case 'GlorotUniform':
      return exact({ type: 'glorot-uniform' })
    case 'HeUniform':
      return exact({ type: 'he-uniform' })
    case 'LecunUniform':
      return scaled(1, 'fan_in', 'uniform', fans)
    case 'GlorotNormal':
      return scaled(1, 'fan_avg', 'truncated_normal', fans)
    case 'HeNormal':
      return scaled(2, 'fan_in', 'truncated_normal', fans)
    case 'LecunNormal':
      return scaled(1, 'fan_in', 'truncated_normal', fans)
    default:
      return { initialiser: usual, note: `starts as the studio’s layers do: ${name} is not known` }
  }
}
