import type { ImageShape, Latent } from '@shared/architecture/spec'
import type { ExportFormat } from '@shared/latent/export'

/** What a model card tells. */
export interface ModelFacts {
  readonly format: ExportFormat
  readonly architecture: string
  readonly dataset: { readonly id: string; readonly split: string }
  readonly step: number
  readonly epoch: number
  readonly latent: Latent
  readonly image: ImageShape
  /** Null where it takes no labels. */
  readonly classes: number | null
  readonly parameters: number
  /** Whether the weights are a running average of the trained ones. */
  readonly averaged: boolean
  readonly seed: number
}

const prior = { normal: 'a standard normal distribution', uniform: 'a uniform distribution over [−1, 1)' } as const

const identifiers = 'make latents of the identifiers that GAN Studio copies (`seed:7`, `plane:7.25,1.5`, `z:…`).'

const useOf = ({ format, image, latent, classes }: ModelFacts): string[] => {
  const labels = classes === null ? '' : ` and \`labels\` [1, ${classes}], one-hot float32,`
  const taken = `takes \`z\` [1, ${latent.size}], float32,${labels} and gives \`images\` [1, ${image.height}, ${image.width}, ${image.channels}], float32 in [−1, 1].`
  const inBrowser = (engine: string) => [
    '',
    `In a browser, with ${engine}: install it here, serve the folder, and open the page. \`draw.js\` draws for pages of your own.`,
    '',
    `    npm install ${engine}`,
    '    npx serve',
  ]
  switch (format) {
    case 'onnx':
      return [
        `\`generator.onnx\` ${taken}`,
        '',
        '    pip install onnxruntime numpy pillow',
        '    python draw.py seed:7 picture.png',
        ...inBrowser('onnxruntime-web'),
        '',
        `\`latents.py\` and \`latents.js\` ${identifiers}`,
      ]
    case 'tfjs':
      return [
        `\`generator.json\` and \`generator.bin\` are a graph model for \`tf.loadGraphModel\`. It ${taken}`,
        ...inBrowser('@tensorflow/tfjs'),
        '',
        `\`latents.js\` ${identifiers}`,
      ]
    case 'safetensors':
      return [
        '`generator.safetensors` holds the weights and running statistics, named `<network>/<layer>/<weight>`, float32;',
        '`model.json` the architecture in its `architecture`. Kernels are [height, width, in, out], those of transposed',
        'convolutions [height, width, out, in], dense weights [in, out]; images are NHWC.',
      ]
  }
}

/** The model card, in Markdown. */
export function modelCard(facts: ModelFacts): string {
  const { architecture, dataset, step, epoch, latent, image, classes, parameters, averaged, seed } = facts
  const lines = [
    `# ${architecture}`,
    '',
    `A generator of images of ${image.height}×${image.width} pixels${image.channels === 1 ? ', grey' : ''}, trained with GAN Studio.`,
    '',
    '| | |',
    '| --- | --- |',
    `| Trained on | ${dataset.id}, split ${dataset.split} |`,
    `| Trained for | ${step} steps, ${epoch} epochs, seed ${seed} |`,
    `| Weights | ${parameters} numbers${averaged ? ', the running average of the trained ones' : ''} |`,
    `| Latent | ${latent.size} numbers from ${prior[latent.prior]} |`,
    `| Classes | ${classes ?? 'none'} |`,
    '',
    '## Use',
    '',
    ...useOf(facts),
    '',
    '## Limits',
    '',
    'It makes images that look like its dataset, with the dataset’s faults and biases, and can repeat images of it. The terms of the',
    'dataset hold for what is made with it.',
  ]
  return `${lines.join('\n')}\n`
}
