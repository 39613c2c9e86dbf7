import { z } from 'zod'
import { Name } from '../contract/id'
import { LayerSpec } from './layers/registry'

/** Height, width and channels of an image, all at least 1. */
export const ImageShape = z.object({
  height: z.int().min(1).max(1024),
  width: z.int().min(1).max(1024),
  channels: z.literal([1, 3]),
})
export type ImageShape = z.infer<typeof ImageShape>

/** Latent vector: its size and the distribution that it is drawn from; uniform is over [−1, 1). */
export const Latent = z.strictObject({ size: z.int().min(1).max(4096), prior: z.enum(['normal', 'uniform']) })
export type Latent = z.infer<typeof Latent>

/** Name of a layer within its network; weights are named `<network>/<layer>/<weight>`. */
export const LayerName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/, 'must be letters, digits, - and _, from a letter on')

/** A layer in a network: a node of a directed acyclic graph. */
export const LayerNode = z.strictObject({
  name: LayerName,
  /** The names of the layers whose outputs it takes, in order. */
  inputs: z.array(LayerName).max(16),
  layer: LayerSpec,
})
export type LayerNode = z.infer<typeof LayerNode>

/** A network: layers in any order, and the name of the one whose output is the network's. */
export const NetworkSpec = z.strictObject({ layers: z.array(LayerNode).min(1).max(2000), output: LayerName })
export type NetworkSpec = z.infer<typeof NetworkSpec>

/** What a network does in a system. */
export const NetworkRole = z.enum(['generator', 'discriminator'])
export type NetworkRole = z.infer<typeof NetworkRole>

/** The networks of a system, the images that they make and the latent space that they start from. */
export const ArchitectureSpec = z.strictObject({
  version: z.literal(1),
  name: Name,
  image: ImageShape,
  latent: Latent,
  /** Classes of the labels that the networks take; absent where they take none. */
  classes: z.int().min(2).max(1000).optional(),
  networks: z.strictObject({ generator: NetworkSpec, discriminator: NetworkSpec }),
})
export type ArchitectureSpec = z.infer<typeof ArchitectureSpec>
