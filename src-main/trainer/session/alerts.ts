import { type Alert, alertWords } from '@shared/alerts/alert'
import { StudioError } from '@shared/contract/errors'
import type { TrainRequest } from '@shared/contract/trainer'
import type { TrainerEvent } from '@shared/runs/events'
import { AlertMonitor } from '../alerts/monitor'
import { PROBE_INTERVAL, Prober } from '../alerts/probe'
import { firstNotFinite, tensorsOf } from '../checkpoint/snapshot-tensors'
import type { Executor, Program } from '../compute/engine'
import type { Clock } from './clock'
import type { Keeper } from './keeper'
import type { Ledger } from './ledger'
import type { StepValues } from './measures'

/** Watches over the run of a session, and tells alerts as events with a line in the log. */
export class AlertWatch {
  readonly #monitor: AlertMonitor
  readonly #prober: Prober
  /** Steps whose values were seen. */
  #seen: number

  constructor(
    { config, images }: Pick<TrainRequest, 'config' | 'images'>,
    private readonly executor: Executor,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly emit: (event: TrainerEvent) => void,
    private readonly keeper: Pick<Keeper, 'pinBefore'>,
  ) {
    this.#monitor = new AlertMonitor(config, ledger.step)
    this.#prober = new Prober(config, images)
    this.#seen = ledger.step
  }

  /** The steps at which something may have gone wrong: checkpoints from before are worth keeping. */
  get doubts(): readonly number[] {
    return this.#monitor.doubts
  }

  /** Looks at the values of the next step that was recorded. */
  recorded(values: StepValues): void {
    this.#seen++
    for (const alert of this.#monitor.step(this.#seen, values, this.clock.now())) this.#tell(alert)
  }

  /** Whether the run is to be looked at more closely after a step. */
  isProbeDue(step: number): boolean {
    return this.#monitor.probing && step % PROBE_INTERVAL === 0
  }

  /** Looks at the gradients and samples of now. Every measure has to be collected, and the feeds be those of the last step. */
  async probe(): Promise<void> {
    const probe = await this.#prober.look(this.executor)
    for (const alert of this.#monitor.probe(this.ledger.step, probe, this.clock.now())) this.#tell(alert)
  }

  /** What ended the run; where a number is not finite, with the tensor that holds it named, and told as an alert. */
  async named(error: unknown, program: Program): Promise<unknown> {
    if (!(error instanceof StudioError && error.code === 'DIVERGED')) return error
    const tensor = firstNotFinite(tensorsOf(await this.executor.snapshot(), program.state))
    const named =
      tensor === undefined || error.message.includes(tensor)
        ? error
        : new StudioError(error.code, `${error.message} The tensor ${tensor} holds numbers that are not finite.`, {
            ...error.failure,
            details: tensor,
          })
    const at = this.clock.now()
    const step = this.#seen
    this.emit({
      type: 'alert',
      alert: { kind: 'not-finite', step, since: step, at, detail: named.message, cleared: null },
    })
    this.keeper.pinBefore(step)
    return named
  }

  #tell(alert: Alert): void {
    this.emit({ type: 'alert', alert })
    const { title, advice } = alertWords[alert.kind]
    if (alert.cleared !== null) {
      this.ledger.log('info', `It is over: ${title.toLowerCase()}.`)
      return
    }
    this.keeper.pinBefore(alert.since)
    this.ledger.log('warning', `${title}. ${alert.detail} ${advice}`)
  }
}
