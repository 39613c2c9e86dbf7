import { z } from 'zod'
import { Name } from '../../contract/id'
import { InputSpec } from '../layers/input'
import { networksOf } from '../networks'
import { type ArchitectureSpec, classesOf, Family, Latent, latentSpaceOf, NetworkRole } from '../spec'

/**
 * What a Keras model has no place for, of the architecture that it was written from. It stands beside the model, where Keras and TF.js
 * pass over it.
 */
export const Origin = z.object({
  architecture: Name,
  family: Family,
  role: NetworkRole,
  /** What latents are drawn from. */
  prior: Latent.shape.prior.optional(),
  classes: z.int().optional(),
  /** What comes in by each input layer. */
  inputs: z.record(z.string(), InputSpec.shape.source),
})
export type Origin = z.infer<typeof Origin>

/** The name under which it stands in the JSON. */
export const ORIGIN = 'gan_studio'

/** The origin of one network of an architecture. */
export function originOf(spec: ArchitectureSpec, role: NetworkRole): Origin {
  const [prior, classes] = [latentSpaceOf(spec)?.prior, classesOf(spec)]
  const layers = networksOf(spec).flatMap((one) => (one.role === role ? one.network.layers : []))
  return {
    architecture: spec.name,
    family: spec.family,
    role,
    ...(prior === undefined ? {} : { prior }),
    ...(classes === undefined ? {} : { classes }),
    inputs: Object.fromEntries(
      layers.flatMap(({ name, layer }) => (layer.type === 'input' ? [[name, layer.source]] : [])),
    ),
  }
}
