import type { InferenceContext } from './layer'
import { type ArchitectureSpec, classesOf, latentSpaceOf } from './spec'

/** The shapes of what an architecture's networks take. */
export function contextOf(spec: ArchitectureSpec): InferenceContext {
  const { image } = spec
  const [latent, classes] = [latentSpaceOf(spec), classesOf(spec)]
  return {
    image: [image.height, image.width, image.channels],
    ...(latent === undefined ? {} : { latent: [latent.size] }),
    ...(classes === undefined ? {} : { label: [classes] }),
  }
}
