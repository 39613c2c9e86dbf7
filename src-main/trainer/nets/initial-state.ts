import { type Initialiser, sizeOf, type WeightSpec } from '@shared/architecture/layer'
import type { ArchitectureSpec } from '@shared/architecture/spec'
import { type Generator, stream } from '@shared/random/generator'
import type { Arrays } from '../compute/engine'
import { networksOf, stateName } from './network'
import { fillOrthogonal } from './orthogonal'

function fillScaled(out: Float32Array, deviation: number, generator: Generator): void {
  for (let i = 0; i < out.length; i++) out[i] = deviation * generator.normal()
}

function fill(out: Float32Array, initialiser: Initialiser, weight: WeightSpec, generator: Generator): void {
  switch (initialiser.type) {
    case 'constant':
      out.fill(initialiser.value)
      return
    case 'normal':
      for (let i = 0; i < out.length; i++) out[i] = initialiser.mean + initialiser.deviation * generator.normal()
      return
    case 'uniform-fan-in': {
      const bound = 1 / Math.sqrt(weight.fanIn)
      generator.fillUniform(out, -bound, bound)
      return
    }
    case 'glorot-normal':
      fillScaled(out, Math.sqrt(2 / (weight.fanIn + weight.fanOut)), generator)
      return
    case 'he-normal':
      fillScaled(out, Math.sqrt(2 / weight.fanIn), generator)
      return
    case 'he-uniform': {
      const bound = Math.sqrt(6 / weight.fanIn)
      generator.fillUniform(out, -bound, bound)
      return
    }
    case 'orthogonal':
      fillOrthogonal(out, weight.shape.at(-1) ?? 1, initialiser.gain, generator)
      return
    case 'glorot-uniform': {
      const bound = Math.sqrt(6 / (weight.fanIn + weight.fanOut))
      generator.fillUniform(out, -bound, bound)
      return
    }
  }
}

/**
 * The state of a run before its first step, by state name. Every tensor has a stream of numbers of its own, so a layer
 * that is added does not change the others.
 */
export function initialState(spec: ArchitectureSpec, seed: number): Arrays {
  const state: Record<string, Float32Array> = {}
  for (const { role, layers } of networksOf(spec)) {
    for (const { node, weights } of layers) {
      for (const weight of weights) {
        const name = stateName(role, node.name, weight.name)
        const values = new Float32Array(sizeOf(weight.shape))
        fill(values, weight.initialiser, weight, stream(seed, `weights/${name}`))
        state[name] = values
      }
    }
  }
  return state
}
