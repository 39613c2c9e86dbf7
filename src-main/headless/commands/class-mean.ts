import { StudioError } from '@shared/contract/errors'
import type { ClassMean } from '@shared/latent/class-mean'
import type { Weights } from '@shared/latent/weights'
import { nearest } from '../../nearest'
import type { CommandContext } from '../context'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find'
import { outputFile, withGenerator } from './latent'

/** What the mean of a class is told. */
export interface ClassMeanOptions {
  /** The class by its number or its name. */
  readonly classMean: string
  readonly checkpoint?: number
  readonly weights?: Weights
  readonly out?: string
}

/** The number of a class that is typed as such or by its name. @throws StudioError `INVALID_INPUT` */
function classNamed(typed: string, classes: readonly string[]): number {
  const label = /^\d{1,6}$/.test(typed) ? Number(typed) : classes.indexOf(typed)
  if (label >= 0 && label < classes.length) return label
  throw new StudioError('INVALID_INPUT', `The dataset of the run has no class “${typed}”`, {
    safe: 'Nothing was written.',
    next: classes.length === 0 ? 'It has no classes.' : `Name one, or give its number from 0 to ${classes.length - 1}.`,
    nearest: nearest(typed, classes),
  })
}

/** `invert RUN --class-mean CLASS` */
export async function classMean(
  context: CommandContext,
  wanted: string,
  images: readonly string[],
  { classMean: typed, checkpoint, weights, out }: ClassMeanOptions,
): Promise<number> {
  const { client, studio, output } = context
  if (images.length > 0) {
    throw new StudioError('INVALID_INPUT', 'A class is asked for, and images are named too', {
      safe: 'Nothing was written.',
      next: 'Leave out --class-mean, or the images.',
    })
  }
  const file = out === undefined ? undefined : outputFile(context, out, ['png']).file
  const { id } = findRun(await client.runs.list({ project: null }), wanted)
  const { dataset } = (await client.runs.show({ id })).config
  await studio.notices
  const { classes } = await client.datasets.show({ id: dataset.id })
  const label = classNamed(typed, classes)
  const means: ClassMean[] = []
  const session = await withGenerator(context, { run: wanted, checkpoint, weights }, async ({ session: open }) => {
    const mean = await studio.latent.classMean(open, label)
    means.push(mean)
    if (file === undefined) return
    for await (const _ of studio.latent.draw(open, { kind: 'pictures', points: [mean.latent] }, file));
  })
  const { checkpoint: name, step } = session
  const { split } = dataset
  const found = means.map((mean) => ({ class: label, name: classes[label] ?? '', ...mean }))
  output.result(
    { run: id, checkpoint: name, step, dataset: dataset.id, split, found, ...(file ? { file } : {}) },
    () => [
      ...found.map((one) => `${one.name}, mean of ${one.images} images of ${dataset.id}/${split}  ${one.latent}`),
      ...(file === undefined ? [] : [`What it draws: ${file}`]),
    ],
  )
  return exitCodes.done
}
