import { dirname, join } from 'node:path'
import { sizeOf } from '@shared/architecture/layer'
import { classesOf } from '@shared/architecture/spec'
import { StudioError } from '@shared/contract/errors'
import type { ExportFormat } from '@shared/latent/export'
import { encodeSafetensors } from '../checkpoint/safetensors'
import { toOnnx } from '../compute/compiler/onnx'
import { savingFailure, writeThrough } from '../files/atomic'
import type { Disk } from '../files/disk'
import type { LoadedGenerator } from '../latent/generator'
import drawOnnx from './browser/draw-onnx.js?raw'
import drawTfjs from './browser/draw-tfjs.js?raw'
import page from './browser/index.html?raw'
import latentsModule from './browser/latents.js?raw'
import picturesModule from './browser/pictures.js?raw'
import drawScript from './draw.py?raw'
import { generatorGraph } from './generator-graph'
import latentsScript from './latents.py?raw'
import { modelCard } from './model-card'
import { toTensorFlow } from './tensorflow-graph'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

type Files = readonly (readonly [name: string, chunks: readonly Uint8Array[]])[]

/** A page that draws pictures of latents. */
const browserFiles = (draw: string): Files => [
  ['index.html', [text(page)]],
  ['draw.js', [text(draw)]],
  ['latents.js', [text(latentsModule)]],
  ['pictures.js', [text(picturesModule)]],
]

function filesOf(generator: LoadedGenerator, format: ExportFormat): Files {
  const { latent, image, step, epoch, config } = generator
  const { architecture, dataset, seed } = config
  const { program, state } = generator.network(1)
  const classes = classesOf(architecture) ?? null
  const card = modelCard({
    format,
    architecture: architecture.name,
    dataset,
    step,
    epoch,
    latent,
    image,
    classes,
    parameters: program.state.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    averaged: generator.weights === 'averaged',
    seed,
  })
  const facts = { format, step, latent, image, classes, architecture }
  const described: Files = [
    ['README.md', [text(card)]],
    ['model.json', [text(`${JSON.stringify(facts, null, 1)}\n`)]],
  ]
  switch (format) {
    case 'onnx':
      return [
        ...described,
        ['generator.onnx', [toOnnx(generatorGraph(program, state))]],
        ['latents.py', [text(latentsScript)]],
        ['draw.py', [text(drawScript)]],
        ...browserFiles(drawOnnx),
      ]
    case 'tfjs': {
      const { model, weights } = toTensorFlow(generatorGraph(program, state), 'generator.bin')
      return [
        ...described,
        ['generator.json', [text(JSON.stringify(model))]],
        ['generator.bin', weights],
        ...browserFiles(drawTfjs),
      ]
    }
    case 'safetensors': {
      const tensors = new Map(
        program.state.map(({ name, shape }) => [name, { shape, data: state[name] ?? new Float32Array() }]),
      )
      return [...described, ['generator.safetensors', encodeSafetensors(tensors)]]
    }
  }
}

/**
 * Writes a generator for others into a folder: the model, `model.json`, a model card and, for ONNX and TensorFlow.js, what draws the
 * same pictures from the same latent identifiers: a page for browsers, for ONNX also Python. Whole or not at all.
 * @throws StudioError `INVALID_INPUT` for a folder that holds something
 */
export async function exportGenerator(
  disk: Disk,
  generator: LoadedGenerator,
  format: ExportFormat,
  folder: string,
): Promise<void> {
  if ((await disk.list(folder)).length > 0) {
    throw new StudioError('INVALID_INPUT', `The folder ${folder} holds something already.`, {
      safe: 'Nothing was written.',
      next: 'Choose a new folder.',
    })
  }
  const partial = `${folder}.partial`
  try {
    await disk.remove(partial)
    await disk.makeFolder(partial)
    for (const [name, chunks] of filesOf(generator, format)) await writeThrough(disk, join(partial, name), chunks)
    await disk.remove(folder)
    await disk.rename(partial, folder)
    await disk.syncFolder(dirname(folder))
  } catch (error) {
    await disk.remove(partial).catch(() => undefined)
    throw savingFailure(error, 'the generator') ?? error
  }
}
