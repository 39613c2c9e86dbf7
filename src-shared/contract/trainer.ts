import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ArchitectureSpec, ImageShape, Latent, NetworkRole } from '../architecture/spec'
import { CompileEvent, CompileRequest } from '../compute/compile-report'
import { EngineId, EngineStatus, EngineWish } from '../compute/engine'
import { TimeEvent, TimeRequest } from '../compute/measurement'
import { DatasetChoice } from '../datasets/dataset'
import { ClassMean } from '../latent/class-mean'
import { LatentDirections } from '../latent/direction'
import { Drawing, DrawingEvent } from '../latent/drawing'
import { DrawnClass } from '../latent/drawn-class'
import { ExportFormat } from '../latent/export'
import { ImageBytes } from '../latent/given-image'
import { InversionEvent, InversionSettings } from '../latent/inversion'
import { NearestEvent } from '../latent/nearest'
import { LatentIdentifier } from '../latent/point'
import { Domain, Translation } from '../latent/translation'
import { Weights } from '../latent/weights'
import { MeasureName } from '../measures/measure'
import { EvaluationEvent, FeatureRange } from '../measures/measured-value'
import { ChangedSetting, PlannedChange, RunChange } from '../runs/change'
import { RunConfig } from '../runs/config'
import { TrainerEvent } from '../runs/events'
import { procedure } from './base'
import { Id } from './id'

/**
 * Packed images on disk: `count` images of uint8 NHWC in one file and, where they have labels, one byte for each in another.
 * Main checks the files before it names them here.
 */
const PackedSet = z.object({
  file: z.string(),
  count: z.int().positive(),
  image: ImageShape,
  labels: z.object({ file: z.string(), classes: z.int().positive() }).optional(),
  /** The same for the same images with the same labels in the same order, and for no others; missing where nobody asks. */
  identity: z.string().optional(),
  /**
   * Where images are left out: a file with the places of those that are used (little-endian uint32, `count` of them), and how
   * many images the other files have.
   */
  kept: z.object({ file: z.string(), total: z.int().positive() }).optional(),
})

/** A packed set, or two: then the images of `second` follow the others, and the label of an image is 0 for those and 1 for these. */
export const PackedImages = PackedSet.extend({ second: PackedSet.optional() })
export type PackedImages = z.infer<typeof PackedImages>

/** A run as the trainer gets it. `directory` holds its `checkpoints/` and `samples/`. */
export const TrainRequest = z.object({
  run: Id,
  directory: z.string(),
  config: RunConfig,
  /** What was changed in the run's course so far, and what is planned to be, in the order of the steps. */
  changes: z.array(PlannedChange),
  images: PackedImages,
  /** Images that are never trained on, for a family that is measured on some; else null. */
  heldOut: PackedImages.nullable(),
  /** Name of the checkpoint to go on from, null for a start from step 0. */
  checkpoint: Id.nullable(),
  /** The config of the run that this one goes on from, under which its first checkpoint was made; null for a run of its own. */
  origin: RunConfig.nullable(),
  /** What a resume asks to be computed with; null stays on the engine that the run was on, or else takes the config's. */
  engine: EngineWish.nullable(),
  /** The engine that computed the run last; null before its first start. */
  lastEngine: EngineId.nullable(),
})
export type TrainRequest = z.infer<typeof TrainRequest>

/** The studio's feature network of a dataset. */
const StudioFeatures = z.object({
  kind: z.literal('studio'),
  title: z.string(),
  file: z.string(),
  /** SHA-256 of the packed images. */
  checksum: z.string(),
})

/** Where features come from: the studio's network of a dataset, kept in `file` and trained where it is not there, or a person's. */
export const FeatureSource = z.discriminatedUnion('kind', [
  StudioFeatures,
  z.object({ kind: z.literal('own'), file: z.string(), range: FeatureRange }),
])
export type FeatureSource = z.infer<typeof FeatureSource>

/** A checkpoint to be measured against as many real images of a split. */
export const EvaluateRequest = z.object({
  /** The checkpoint's folder. */
  checkpoint: z.string(),
  dataset: DatasetChoice,
  images: PackedImages,
  measures: z.array(MeasureName).min(1),
  features: FeatureSource,
  /** Generated images; no more than the split has. */
  samples: z.int().positive(),
  seed: z.int().nonnegative(),
})
export type EvaluateRequest = z.infer<typeof EvaluateRequest>
/** The first steps of a run, to be trained anew and written with everything that they took and made. */
export const ReplayRequest = z.object({
  config: RunConfig,
  /** What was changed while the run trained; it is repeated at its steps. */
  changes: z.array(PlannedChange),
  images: PackedImages,
  steps: z.int().min(1).max(10_000),
  /** A folder that is not there yet. */
  folder: z.string(),
})
export type ReplayRequest = z.infer<typeof ReplayRequest>

/** An image whose latent is sought. */
export const InvertRequest = z.object({
  session: Id,
  image: ImageBytes,
  settings: InversionSettings,
  /** The feature network of a split, where features are compared too. */
  features: z.object({ source: StudioFeatures, images: PackedImages }).nullable(),
})
export type InvertRequest = z.infer<typeof InvertRequest>

/** A search for the images of a split that are nearest to what a latent draws. */
export const NearestRequest = z.object({
  session: Id,
  latent: LatentIdentifier,
  label: DrawnClass.nullable(),
  images: PackedImages,
  /** Null compares pixels; a network that is not there yet is trained. */
  features: StudioFeatures.nullable(),
  count: z.int().min(1).max(100),
})
export type NearestRequest = z.infer<typeof NearestRequest>

/** What a loaded generator makes. */
export const LoadedGenerator = z.object({
  step: z.int().nonnegative(),
  latent: Latent,
  image: ImageShape,
  /** How many classes it takes labels of; null for none. */
  classes: z.int().positive().nullable(),
  weights: Weights,
  /** Whether the run keeps an average of its weights, so that there is a choice. */
  keepsAverage: z.boolean(),
  /** Whether it has an encoder. */
  encodes: z.boolean(),
})
export type LoadedGenerator = z.infer<typeof LoadedGenerator>

/** What the trainer process offers to main. It trusts main: paths are taken as they are. */
export const trainerContract = {
  /** Every engine with its status, found out by trying. */
  engines: procedure.output(z.array(EngineStatus)),
  /** Compiles a config pass by pass, measures the result and says where its time goes. */
  compile: procedure.input(CompileRequest).output(eventIterator(CompileEvent)),
  /** Times training steps on an engine. The process should be new: its memory is measured too. */
  time: procedure.input(TimeRequest).output(eventIterator(TimeEvent)),
  train: {
    /** Trains one run at a time; the stream ends with `completed`, `stopped` or `failed`. */
    start: procedure.input(TrainRequest).output(eventIterator(TrainerEvent)),
    /** Takes effect after the step in progress. */
    pause: procedure.output(z.void()),
    continue: procedure.output(z.void()),
    /**
     * Changes settings after the step in progress. Answers with what became of it, which the stream has told as `changed` by then;
     * nothing where all is as wanted already. `WRONG_STATE` where the run ends before.
     */
    change: procedure.input(z.array(ChangedSetting).min(1)).output(z.array(RunChange)),
    /** Saves a checkpoint after the step in progress, then ends the run. */
    stop: procedure.output(z.void()),
  },
  generator: {
    /** Loads the generator of a checkpoint folder and keeps it under `session`. */
    open: procedure
      .input(z.object({ session: Id, checkpoint: z.string(), weights: Weights.nullable().default(null) }))
      .output(LoadedGenerator),
    close: procedure.input(z.object({ session: Id })).output(z.void()),
    /** Writes pictures, a film or latents to a file; cancelled when the stream is given up, and then nothing is left. */
    draw: procedure
      .input(z.object({ session: Id, drawing: Drawing, file: z.string() }))
      .output(eventIterator(DrawingEvent)),
    /** Directions of the latent space along which the pictures change most. */
    directions: procedure.input(z.object({ session: Id })).output(LatentDirections),
    /** Writes the generator for others into a folder that is not there yet. */
    export: procedure.input(z.object({ session: Id, format: ExportFormat, folder: z.string() })).output(z.void()),
    /** Seeks the latent of an image. Cancelled when the stream is given up. */
    invert: procedure.input(InvertRequest).output(eventIterator(InversionEvent)),
    /** The mean of the encodings of a class's first images in a split. */
    classMean: procedure
      .input(z.object({ session: Id, label: z.int().nonnegative(), images: PackedImages }))
      .output(ClassMean),
    /** The images of a split that are nearest to what a latent draws. Cancelled when the stream is given up. */
    nearest: procedure.input(NearestRequest).output(eventIterator(NearestEvent)),
    /** Translates an image with the generators of a checkpoint folder of a family that does. */
    translate: procedure
      .input(z.object({ checkpoint: z.string(), image: ImageBytes, from: Domain }))
      .output(Translation),
  },
  network: {
    /** Writes a network with the weights that a run of a seed starts from as an ONNX file. `INVALID_CONFIG`, `ENGINE_UNAVAILABLE`. */
    export: procedure
      .input(z.object({ spec: ArchitectureSpec, role: NetworkRole, seed: z.int().nonnegative(), file: z.string() }))
      .output(z.void()),
  },
  measures: {
    /** Measures one checkpoint. Cancelled when the stream is given up. `CHECKPOINT_DAMAGED`, `DATASET_DAMAGED`, `INVALID_INPUT`. */
    evaluate: procedure.input(EvaluateRequest).output(eventIterator(EvaluationEvent)),
  },
  replay: {
    /** Writes the replay bundle of a run's first steps. */
    write: procedure.input(ReplayRequest).output(z.void()),
  },
  pictures: {
    /** Joins PNG files of one size into an animated GIF. */
    film: procedure
      .input(z.object({ frames: z.array(z.string()).min(1), delay: z.int().min(20), file: z.string() }))
      .output(z.void()),
  },
}
