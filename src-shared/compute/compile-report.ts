import { z } from 'zod'
import { RunConfig } from '../runs/config'
import { EngineId } from './engine'

const Amount = z.number().nonnegative()

/** FLOPs (a multiplication and an addition are two) and bytes, by the shapes alone. */
const Cost = z.object({ flops: Amount, bytesRead: Amount, bytesWritten: Amount })

/** All operations of one kind in a graph. */
export const OperationSummary = Cost.extend({ operation: z.string(), count: z.int().positive() })
export type OperationSummary = z.infer<typeof OperationSummary>

/** The graph after one pass of the compiler. */
export const CompileStage = Cost.extend({
  /** `trace`, or the pass; a pass that runs once more at the end has its name again. */
  pass: z.string(),
  /** What the pass took. */
  milliseconds: Amount,
  /** How many operations there are; inputs, constants and reshapes are none. */
  operations: z.int().nonnegative(),
  byOperation: z.array(OperationSummary),
  /** The file that the graph was written to. */
  file: z.string().nullable(),
})
export type CompileStage = z.infer<typeof CompileStage>

/** All operations of one kind in the final graph with the time that the runtime measured; null where it ran none under that name. */
export const MeasuredOperation = OperationSummary.extend({ milliseconds: Amount.nullable() })
export type MeasuredOperation = z.infer<typeof MeasuredOperation>

/** One operation of the final graph. */
export const MeasuredNode = z.object({
  /** Its name in the written model. */
  name: z.string(),
  operation: z.string(),
  inputs: z.array(z.array(z.int())),
  output: z.array(z.int()),
  flops: Amount,
  milliseconds: Amount,
})
export type MeasuredNode = z.infer<typeof MeasuredNode>

/** A phase or an inference, compiled and measured. */
export const CompiledPart = z.object({
  name: z.string(),
  kind: z.enum(['phase', 'inference']),
  /** From the trace to the final graph. */
  stages: z.array(CompileStage),
  /** Writing the final graph as a model. */
  writingMilliseconds: Amount,
  modelBytes: z.int().nonnegative(),
  /** Loading the model, which the runtime rewrites once more. */
  loadingMilliseconds: Amount,
  /** One run of the model, the median, and how many were timed; it covers all operations and what is between them. */
  runMilliseconds: Amount,
  runs: z.int().positive(),
  operations: z.array(MeasuredOperation),
  /** What the runtime ran that is no operation of the graph: what it added or put together under another name. */
  added: z.array(z.object({ operation: z.string(), count: z.int().positive(), milliseconds: Amount })),
  /** The slowest operations, slowest first. */
  slowest: z.array(MeasuredNode),
})
export type CompiledPart = z.infer<typeof CompiledPart>

/** Where the time of a whole training step goes, on the thread that takes it. Shares add up to 1. */
export const StepShares = z.object({
  /** The thread waits for the runtime's threads. */
  runtime: Amount,
  /** Native calls and WebAssembly on the thread, such as the optimiser's kernels. */
  native: Amount,
  /** JavaScript, garbage collection included. */
  javascript: Amount,
})
export type StepShares = z.infer<typeof StepShares>

/** What `compile` finds out. */
export const CompileReport = z.object({
  engine: EngineId,
  runtime: z.string(),
  threads: z.int().positive(),
  batchSize: z.int().positive(),
  /** Passes that were left out. */
  without: z.array(z.string()),
  parts: z.array(CompiledPart),
  step: z.object({
    /** Median over `steps` steps: one update of each phase, on images that are already there. */
    milliseconds: Amount,
    steps: z.int().positive(),
    imagesPerSecond: Amount,
    /** Of all phases, before convolutions are rewritten: what the step needs, whatever way it is computed. */
    flops: Amount,
    shares: StepShares,
  }),
})
export type CompileReport = z.infer<typeof CompileReport>

/** What is to be compiled. */
export const CompileRequest = z.object({
  config: RunConfig,
  engine: EngineId,
  /** Names of passes to leave out. */
  without: z.array(z.string()),
  /** An existing folder for the graph after each pass; null writes none. */
  folder: z.string().nullable(),
})
export type CompileRequest = z.infer<typeof CompileRequest>

/** The stream of `compile`: progress, then the report. */
export const CompileEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), doing: z.string(), done: z.number().min(0).max(1) }),
  z.object({ type: z.literal('report'), report: CompileReport }),
])
export type CompileEvent = z.infer<typeof CompileEvent>
