import { z } from 'zod'
import { Name } from '../contract/id'
import { LayerSpec } from './layers/registry'
import { migrateArchitecture } from './migrate'

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
export const NetworkRole = z.enum([
  'generator',
  'discriminator',
  'encoder',
  'decoder',
  'classifier',
  'generatorAB',
  'generatorBA',
  'discriminatorA',
  'discriminatorB',
])
export type NetworkRole = z.infer<typeof NetworkRole>

const common = { version: z.literal(2), name: Name, image: ImageShape }

/** A pair that plays against each other: G makes images of latents, D tells them from real ones. */
export const AdversarialArchitecture = z.strictObject({
  family: z.literal('adversarial'),
  ...common,
  latent: Latent,
  /** Classes of the labels that the networks take; absent where they take none. */
  classes: z.int().min(2).max(1000).optional(),
  networks: z.strictObject({ generator: NetworkSpec, discriminator: NetworkSpec }),
})
export type AdversarialArchitecture = z.infer<typeof AdversarialArchitecture>

/** An encoder from images to latents and a decoder back. The prior is what latents are drawn from to explore the decoder. */
export const AutoencoderArchitecture = z.strictObject({
  family: z.literal('autoencoder'),
  ...common,
  latent: Latent,
  networks: z.strictObject({ encoder: NetworkSpec, decoder: NetworkSpec }),
})
export type AutoencoderArchitecture = z.infer<typeof AutoencoderArchitecture>

/** An encoder from images to the mean and the logarithm of the variance of latents, and a decoder back (Kingma and Welling 2014). */
export const VariationalArchitecture = z.strictObject({
  family: z.literal('variational'),
  ...common,
  latent: Latent.extend({ prior: z.literal('normal') }),
  networks: z.strictObject({ encoder: NetworkSpec, decoder: NetworkSpec }),
})
export type VariationalArchitecture = z.infer<typeof VariationalArchitecture>

/** A network from images to classes. */
export const ClassifierArchitecture = z.strictObject({
  family: z.literal('classifier'),
  ...common,
  /** Classes of the labels that it learns. */
  classes: z.int().min(2).max(1000),
  networks: z.strictObject({ classifier: NetworkSpec }),
})
export type ClassifierArchitecture = z.infer<typeof ClassifierArchitecture>

/** Two generators that translate between two kinds of images, A and B, and a discriminator for each kind. */
export const CycleArchitecture = z.strictObject({
  family: z.literal('cyclegan'),
  ...common,
  networks: z.strictObject({
    generatorAB: NetworkSpec,
    generatorBA: NetworkSpec,
    discriminatorA: NetworkSpec,
    discriminatorB: NetworkSpec,
  }),
})
export type CycleArchitecture = z.infer<typeof CycleArchitecture>

/** The networks of a system, the images that it works on and what else its networks take; discriminated by the system's family. */
export const ArchitectureSpec = z.discriminatedUnion('family', [
  AdversarialArchitecture,
  AutoencoderArchitecture,
  VariationalArchitecture,
  ClassifierArchitecture,
  CycleArchitecture,
])
export type ArchitectureSpec = z.infer<typeof ArchitectureSpec>

/** The latent space of a system; undefined where it has none. */
export const latentSpaceOf = (spec: ArchitectureSpec): Latent | undefined =>
  'latent' in spec ? spec.latent : undefined

/** Classes of the labels that a system takes; undefined where it takes none. */
export const classesOf = (spec: ArchitectureSpec): number | undefined => ('classes' in spec ? spec.classes : undefined)

/** An architecture as it was stored: one of an older version is brought forward. */
export const StoredArchitecture = z.preprocess(migrateArchitecture, ArchitectureSpec)

/** What kind of system: which networks it has, and what trains them. */
export const Family = z.enum(['adversarial', 'autoencoder', 'variational', 'classifier', 'cyclegan'])
export type Family = ArchitectureSpec['family']

interface ArchitectureByFamily {
  adversarial: AdversarialArchitecture
  autoencoder: AutoencoderArchitecture
  variational: VariationalArchitecture
  classifier: ClassifierArchitecture
  cyclegan: CycleArchitecture
}

/** The architecture of a family `F`. */
export type ArchitectureOf<F extends Family> = { [P in F]: ArchitectureByFamily[P] & { family: P } }[F]
