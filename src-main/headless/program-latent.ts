import { frameRates } from '@shared/latent/drawing'
import { defaultInversion } from '@shared/latent/inversion'
import { nearnesses } from '@shared/latent/nearest'
import { Easing, Way } from '@shared/latent/path'
import { Domain } from '@shared/latent/translation'
import { type Command, Option } from 'commander'
import { type ClassMeanOptions, classMean } from './commands/class-mean'
import {
  type InvertOptions,
  invert,
  type NearestOptions,
  nearest,
  type TranslateOptions,
  translate,
} from './commands/images'
import { type InterpolateOptions, interpolate, type SampleOptions, sample } from './commands/latent'
import {
  classChoice,
  drawnClass,
  featureWeight,
  frameRate,
  latentIdentifier,
  latentIdentifiers,
  seconds,
  truncation,
  weightsOption,
} from './latent-options'
import { wholeNumber } from './numbers'
import { type Execute, leaf } from './program-parts'

/** The commands about what generators make of latents, and latents of images. */
export function addLatentCommands(program: Command, execute: Execute): void {
  leaf(program, 'sample <run>', 'write a grid of images that the run’s generator makes')
    .option('--count <n>', 'how many images', wholeNumber(1, 4096), 16)
    .option('--seed <n>', 'seed of the first image; the others follow it', wholeNumber(0), 0)
    .option(
      '--latent <id>',
      'a latent in the place of seeds, as the window copies it; may be repeated',
      latentIdentifiers,
      [],
    )
    .option(
      '--class <n>',
      'class of a conditional run, from 0; 3+7@0.4 blends two; all draws a row for each (default: in turn)',
      classChoice,
    )
    .addOption(weightsOption())
    .option('--truncation <n>', 'multiplies every latent: below 1 more usual images', truncation, 1)
    .option('--checkpoint <step>', 'step of the checkpoint (default: the newest)', wholeNumber(0))
    .requiredOption('--out <file.png>', 'file to write')
    .action((run: string, options: SampleOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => sample(context, run, options)),
    )
  leaf(
    program,
    'interpolate <run>',
    'write a film through latents (.gif, .webm), or the latents themselves (.npy, .json)',
  )
    .option('--from <latent>', 'first keyframe: a seed, or a latent as the window copies it', latentIdentifier)
    .option('--to <latent>', 'last keyframe', latentIdentifier)
    .option('--through <latent>', 'keyframe between them; may be repeated', latentIdentifiers, [])
    .addOption(new Option('--way <way>', 'how it goes from one to the next').choices(Way.options).default('slerp'))
    .addOption(
      new Option('--easing <easing>', 'how its speed changes on the way').choices(Easing.options).default('linear'),
    )
    .option('--loop', 'goes on from the last keyframe to the first')
    .option('--seconds <n>', 'how long it lasts', seconds, 4)
    .option('--rate <n>', `frames a second: ${frameRates.join(', ')}`, frameRate, 25)
    .option('--frames <n>', 'how many frames, in the place of --seconds', wholeNumber(2, 3000))
    .option('--class <n>', 'class of a conditional run, from 0; 3+7@0.4 blends two (default: in turn)', drawnClass)
    .addOption(weightsOption())
    .option('--truncation <n>', 'multiplies every latent: below 1 more usual images', truncation, 1)
    .option('--checkpoint <step>', 'step of the checkpoint (default: the newest)', wholeNumber(0))
    .requiredOption('--out <file>', 'file to write')
    .action((run: string, options: InterpolateOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => interpolate(context, run, options)),
    )
  leaf(
    program,
    'invert <run> [images...]',
    'find the latents of images: files, or dataset/split/number; each is moved until its image is the nearest',
  )
    .option('--restarts <n>', 'latents that are optimised side by side', wholeNumber(1, 64), defaultInversion.restarts)
    .option('--steps <n>', 'updates of each; 0 takes the best start', wholeNumber(0, 5000), defaultInversion.steps)
    .option('--seed <n>', 'seed of the latents among which starts are chosen', wholeNumber(0), 0)
    .option('--encode', 'takes what an autoencoder’s encoder says, and seeks no further')
    .option('--features <weight>', 'compares features of the dataset’s network too, with this weight', featureWeight, 0)
    .option('--class <n>', 'class of a conditional run, from 0 (default: that of the best start)', wholeNumber(0, 999))
    .option(
      '--class-mean <class>',
      'in the place of images: the mean of what the encoder says of a class, by name or number',
    )
    .addOption(weightsOption())
    .option('--checkpoint <step>', 'step of the checkpoint (default: the newest)', wholeNumber(0))
    .option('--out <file.png>', 'a picture of the images above what their latents draw')
    .action((run: string, images: string[], options: InvertOptions & Partial<ClassMeanOptions>, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => {
        const { classMean: mean } = options
        return mean === undefined
          ? invert(context, run, images, options)
          : classMean(context, run, images, { ...options, classMean: mean })
      }),
    )
  leaf(program, 'nearest <run>', 'find the training images that are nearest to a generated one')
    .option('--latent <id>', 'a seed, or a latent as the window copies it; may be repeated', latentIdentifiers, [])
    .addOption(new Option('--by <what>', 'what is compared').choices(nearnesses).default('pixels'))
    .option('--count <n>', 'how many', wholeNumber(1, 100), 5)
    .option('--class <n>', 'class of a conditional run, from 0; 3+7@0.4 blends two', drawnClass)
    .addOption(weightsOption())
    .option('--checkpoint <step>', 'step of the checkpoint (default: the newest)', wholeNumber(0))
    .action((run: string, options: NearestOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => nearest(context, run, options)),
    )
  leaf(program, 'translate <run> <images...>', 'translate images with a CycleGAN: files, or dataset/split/number')
    .addOption(new Option('--from <domain>', 'the kind of the images').choices(Domain.options).default('a'))
    .option('--checkpoint <step>', 'step of the checkpoint (default: the newest)', wholeNumber(0))
    .requiredOption('--out <file.png>', 'a picture of the images, their translations and these translated back')
    .action((run: string, images: string[], options: TranslateOptions, self: Command) =>
      execute('reads', self.optsWithGlobals(), (context) => translate(context, run, images, options)),
    )
}
