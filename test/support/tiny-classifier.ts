import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PackedImages } from '../../src-shared/contract/trainer'
import type { ClassifierConfig } from '../../src-shared/runs/classifier-config'
import { chain, dense, layer } from './networks'
import { tinyAutoencoder } from './tiny-autoencoder'
import { tinyImages } from './tiny-run'

const { architecture, reconstruction, inputNoise, optimisers, ...common } = tinyAutoencoder

/** A run of a small classifier of 4×4 images, half of whose loss is that of attacked ones. */
export const tinyClassifier: ClassifierConfig = {
  ...common,
  family: 'classifier',
  architecture: {
    family: 'classifier',
    version: 2,
    name: 'Tiny',
    image: architecture.image,
    classes: 3,
    networks: { classifier: chain(layer.image, layer.flatten, dense(8), layer.tanh, dense(3)) },
  },
  heldOut: 'test',
  attack: { epsilon: 0.1, share: 0.5, curve: [0, 0.1, 0.4] },
  optimisers: { classifier: optimisers.autoencoder },
}

/** The images of {@link tinyImages} made bright by class, so that they can be learnt, with their labels. */
export function tinyLabelledImages(folder: string): PackedImages {
  const images = tinyImages(folder)
  const [file, labels] = [join(folder, 'labelled.u8'), join(folder, 'labels.u8')]
  const classOf = (i: number) => i % 3
  writeFileSync(
    file,
    Uint8Array.from({ length: images.count * 16 }, (_, at) => {
      const [image, pixel] = [Math.floor(at / 16), at % 16]
      return (pixel % 3 === classOf(image) ? 190 : 30) + ((image * 7 + pixel * 13) % 50)
    }),
  )
  writeFileSync(
    labels,
    Uint8Array.from({ length: images.count }, (_, i) => classOf(i)),
  )
  return { ...images, file, labels: { file: labels, classes: 3 } }
}
