import type { FeatureNetwork } from '@shared/measures/measured-value'

/** A network that turns images into features. */
export interface FeatureExtractor {
  readonly network: FeatureNetwork
  /** Features of images: uint8 [count, height, width, channels] to float32 [count, size]. Calls must not overlap. */
  extract(images: Uint8Array, count: number): Promise<Float32Array>
  dispose(): void
}
