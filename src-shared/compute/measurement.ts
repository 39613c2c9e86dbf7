import { z } from 'zod'
import { StoredFailure } from '../contract/errors'
import { Id, Timestamp } from '../contract/id'
import { RunConfig } from '../runs/config'
import { EngineId } from './engine'

const Amount = z.number().nonnegative()

/** How fast an engine takes the training steps of one config. */
export const StepTiming = z.object({
  /** Median of the steps that were timed, milliseconds. */
  milliseconds: Amount,
  steps: z.int().positive(),
  imagesPerSecond: Amount,
  /** From nothing to the first step that could be taken, milliseconds. */
  readyMilliseconds: Amount,
  /** Most memory that the process held. */
  memoryBytes: Amount,
})
export type StepTiming = z.infer<typeof StepTiming>

/** What the trainer is to time. */
export const TimeRequest = z.object({
  config: RunConfig,
  engine: EngineId,
  /** No further step begins after so many milliseconds. */
  milliseconds: Amount,
})
export type TimeRequest = z.infer<typeof TimeRequest>

/** The stream of the trainer's `time`: progress, then the timing. */
export const TimeEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), doing: z.string(), done: z.number().min(0).max(1) }),
  z.object({ type: z.literal('timing'), timing: StepTiming }),
])
export type TimeEvent = z.infer<typeof TimeEvent>

/** One engine on one preset. */
export const MeasuredEngine = z.object({
  preset: Id,
  engine: EngineId,
  batchSize: z.int().positive(),
  outcome: z.discriminatedUnion('state', [
    StepTiming.extend({ state: z.literal('measured') }),
    z.object({ state: z.literal('failed'), failure: StoredFailure }),
  ]),
})
export type MeasuredEngine = z.infer<typeof MeasuredEngine>

/** What a measurement of the engines found. */
export const Measurement = z.object({
  at: Timestamp,
  /** Processor and threads. */
  machine: z.string(),
  rows: z.array(MeasuredEngine),
})
export type Measurement = z.infer<typeof Measurement>

/** Presets that are measured where none are named: one of dense layers, one of convolutions. */
export const measuredPresets: readonly string[] = ['mlp-wide', 'dcgan-28']

/** What is to be measured: null stands for `measuredPresets`, and for every engine that is available and meant for training. */
export const MeasureRequest = z.object({
  presets: z.array(Id).min(1).max(20).nullable(),
  engines: z.array(EngineId).min(1).nullable(),
})
export type MeasureRequest = z.infer<typeof MeasureRequest>

/** The stream of `measure`: progress and finished rows, then the whole. */
export const MeasureEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    preset: Id,
    engine: EngineId,
    doing: z.string(),
    /** Of the whole measurement. */
    done: z.number().min(0).max(1),
  }),
  z.object({ type: z.literal('row'), row: MeasuredEngine }),
  z.object({ type: z.literal('finished'), measurement: Measurement }),
])
export type MeasureEvent = z.infer<typeof MeasureEvent>
