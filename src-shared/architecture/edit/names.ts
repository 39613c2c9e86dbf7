import type { LayerType } from '../layers/registry'
import type { NetworkSpec } from '../spec'

/** What a new layer of a type is called; further ones get a number. */
const bases: { readonly [K in LayerType]: string } = {
  input: 'input',
  dense: 'dense',
  conv2d: 'conv',
  'conv2d-transpose': 'up',
  'batch-normalisation': 'normalise',
  activation: 'activation',
  dropout: 'dropout',
  reshape: 'reshape',
  flatten: 'flatten',
  upsample: 'upsample',
  'residual-block': 'block',
  pooling: 'pool',
  'global-pooling': 'summarise',
  'layer-normalisation': 'normalise',
  'instance-normalisation': 'normalise',
  'gaussian-noise': 'noise',
  add: 'add',
  concatenate: 'join',
  embedding: 'embed',
  projection: 'project',
}

/** Longest name of a layer. */
const LONGEST = 40

/** A name like `wanted` that is not taken: itself, or with the next number at its end (`conv`, `conv2`, `conv3`). */
export function freeName(taken: ReadonlySet<string>, wanted: string): string {
  if (!taken.has(wanted)) return wanted
  const base = wanted.replace(/\d+$/, '') || 'layer'
  for (let number = 2; ; number++) {
    const name = `${base.slice(0, LONGEST - String(number).length)}${number}`
    if (!taken.has(name)) return name
  }
}

/** The names of a network's layers. */
export const namesOf = ({ layers }: Pick<NetworkSpec, 'layers'>): Set<string> => new Set(layers.map(({ name }) => name))

/** The name of a new layer of a type in a network. */
export const nameFor = (network: NetworkSpec, type: LayerType): string => freeName(namesOf(network), bases[type])
