import { MessageChannel } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import type { TrainerEnd, TrainerHost, TrainerProcess } from '../../src-main/training/host'
import { mortalLink } from '../../src-main/training/link'
import type { EngineStatus } from '../../src-shared/compute/engine'
import type { TimeEvent, TimeRequest } from '../../src-shared/compute/measurement'
import { withPortErrors, withTypedErrors } from '../../src-shared/contract/orpc-errors'
import { type EvaluateRequest, type TrainRequest, trainerContract } from '../../src-shared/contract/trainer'
import type { EvaluationEvent } from '../../src-shared/measures/measured-value'
import type { ChangedSetting, RunChange } from '../../src-shared/runs/change'
import type { TrainerEvent } from '../../src-shared/runs/events'
import { processPort } from './node-port'

/** What a script gets: the request, and what main asks of the trainer, in order. */
export interface ScriptControl {
  readonly request: TrainRequest
  /** Resolves with the next thing that main asks for. */
  asked(): Promise<'pause' | 'continue' | 'stop'>
  /** Ends the process as a crash would. */
  crash(reason?: string): void
  /** Never resolves: the trainer hangs. */
  hang(): Promise<never>
}

/** What a trainer does when it is given a run. */
export type Script = (control: ScriptControl) => AsyncGenerator<TrainerEvent, void, void>

/** What a trainer says of engines and how it times them; one that is not told hangs. */
export interface ScriptedEngines {
  readonly engines: EngineStatus[]
  time(request: TimeRequest, control: Pick<ScriptControl, 'crash' | 'hang'>): AsyncGenerator<TimeEvent, void, void>
}

/** Of engines nothing is known, and none is timed. */
export const noEngines: ScriptedEngines = {
  engines: [],
  async *time(_, { hang }) {
    yield await hang()
  },
}
/** What a trainer measures when it is given a checkpoint. */
export type Measure = (options: {
  readonly input: EvaluateRequest
  readonly signal?: AbortSignal | undefined
}) => AsyncGenerator<EvaluationEvent, void, void>

/** What a trainer does when settings are to be changed. */
export type Change = (changes: ChangedSetting[]) => Promise<RunChange[]>

class ScriptedProcess implements TrainerProcess<string> {
  readonly pid = undefined
  /** A scripted trainer gives no signs of life. */
  readonly signs = 0
  readonly client: TrainerProcess<string>['client']
  readonly ended: Promise<TrainerEnd>
  #end: (end: TrainerEnd) => void = () => undefined

  constructor(
    script: Script,
    requests: TrainRequest[],
    { engines, time }: ScriptedEngines,
    evaluate: Measure,
    changed: Change,
  ) {
    const { port1, port2 } = new MessageChannel()
    this.ended = new Promise((resolve) => {
      this.#end = (end) => {
        port1.close()
        resolve(end)
      }
    })
    const wishes: ('pause' | 'continue' | 'stop')[] = []
    let wake: () => void = () => undefined
    const want = (wish: 'pause' | 'continue' | 'stop') => {
      wishes.push(wish)
      wake()
    }
    const asked = async () => {
      for (;;) {
        const wish = wishes.shift()
        if (wish !== undefined) return wish
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    const control = {
      asked,
      crash: (reason = 'it crashed') => this.#end({ type: 'lost', reason, lastWords: '' }),
      hang: () => new Promise<never>(() => undefined),
    }
    const os = implement(trainerContract).use(({ next }) => withPortErrors(next))
    const unused = async (): Promise<never> => {
      throw new Error('not in this script')
    }
    new RPCHandler(
      os.router({
        engines: os.engines.handler(() => engines),
        compile: os.compile.handler(unused),
        time: os.time.handler(({ input }) => withTypedErrors(time(input, control))),
        train: {
          start: os.train.start.handler(({ input }) => {
            requests.push(input)
            return script({ ...control, request: input })
          }),
          pause: os.train.pause.handler(() => want('pause')),
          continue: os.train.continue.handler(() => want('continue')),
          change: os.train.change.handler(({ input }) => changed(input)),
          stop: os.train.stop.handler(() => want('stop')),
        },
        generator: {
          open: os.generator.open.handler(unused),
          close: os.generator.close.handler(unused),
          draw: os.generator.draw.handler(unused),
          directions: os.generator.directions.handler(unused),
          export: os.generator.export.handler(unused),
          invert: os.generator.invert.handler(unused),
          classMean: os.generator.classMean.handler(unused),
          nearest: os.generator.nearest.handler(unused),
          translate: os.generator.translate.handler(unused),
        },
        network: { export: os.network.export.handler(unused) },
        measures: { evaluate: os.measures.evaluate.handler((options) => withTypedErrors(evaluate(options))) },
        replay: { write: os.replay.write.handler(unused) },
        pictures: { film: os.pictures.film.handler(unused) },
      }),
    ).upgrade(processPort(port1))
    port1.start()
    const port = processPort(port2)
    this.client = createORPCClient(mortalLink(Promise.resolve(port), this.ended))
    port2.start()
  }

  framePort(session: string): string {
    return session
  }

  kill(): void {
    this.#end({ type: 'dismissed' })
  }
}

/** Trainers that do what a script says, over real ports and the real contract; only the training is not real. */
export class ScriptedHost implements TrainerHost<string> {
  /** Every run that was asked for, in order. */
  readonly requests: TrainRequest[] = []
  started = 0

  /** How many of the processes have not ended. */
  alive = 0

  constructor(
    readonly script: Script,
    readonly engines: ScriptedEngines = noEngines,
    readonly measure: Measure = () => {
      throw new Error('not in this script')
    },
    public changed: Change = async () => [],
  ) {}

  start(): TrainerProcess<string> {
    this.started++
    this.alive++
    const process = new ScriptedProcess(
      this.script,
      this.requests,
      this.engines,
      (options) => this.measure(options),
      this.changed,
    )
    void process.ended.then(() => {
      this.alive--
    })
    return process
  }
}
