import type { PackedImages } from '@shared/contract/trainer'
import {
  type ChangedSetting,
  cannotChange,
  changeableOf,
  changeableTitles,
  changeProblems,
  changeValueText,
} from '@shared/runs/change'
import type { RunConfig } from '@shared/runs/config'
import type { TrainerEvent } from '@shared/runs/events'
import type { Clock } from './clock'
import type { Control, WantedChanges } from './control'
import type { Turn } from './course'
import type { Keeper } from './keeper'
import type { Ledger } from './ledger'
import { type PreparedRun, planOf } from './prepare'
import type { Stepper } from './steps'

/** `learning rate of G 0.0002 → 0.0001` */
function wordsOf(before: RunConfig, change: ChangedSetting): string {
  const title = changeableTitles[change.setting]
  const old = changeableOf(before).find(({ setting }) => setting === change.setting)
  return `${title} ${old === undefined ? '' : `${changeValueText(old)} → `}${changeValueText(change)}`
}

/** Puts changes of settings into force between two steps of a session, and tells them. */
export class Changes {
  constructor(
    private readonly images: PackedImages,
    private readonly run: Pick<PreparedRun, 'course' | 'feeds'>,
    private readonly parts: {
      readonly control: Control
      readonly stepper: Stepper
      readonly ledger: Ledger
      readonly keeper: Keeper
      /** Records the steps whose measures the engine still has. */
      readonly catchUp: () => Promise<void>
    },
    private readonly clock: Clock,
    private readonly emit: (event: TrainerEvent) => void,
  ) {}

  /** Makes the changes that are kept for this place of the run, then those that are wanted now. @throws StudioError where the images cannot be read */
  async heed(): Promise<void> {
    const { course } = this.run
    const { control, ledger } = this.parts
    const { step } = ledger
    const kept = course.due(step)
    if (kept.changes.length > 0) await this.#take(kept)
    for (let wanted = control.nextChanges(); wanted !== undefined; wanted = control.nextChanges()) {
      const turn = course.wanted(wanted.changes, step)
      const problems = changeProblems(course.config, turn.changes, this.images.count)
      if (problems.length > 0) wanted.refuse(cannotChange(problems))
      else await this.#make(turn, wanted)
    }
  }

  async #make(turn: Turn, { done, refuse }: WantedChanges): Promise<void> {
    const { step } = this.parts.ledger
    const made = turn.changes.map((change) => ({ step, change, at: this.clock.now() }))
    // Told first: whoever knows anything that comes of a change then knows the change.
    for (const change of made) this.emit({ type: 'changed', change })
    try {
      if (made.length > 0) await this.#take(turn)
      done(made)
    } catch (error) {
      refuse(error)
      throw error
    }
  }

  async #take(turn: Turn): Promise<void> {
    const { course, feeds } = this.run
    const { stepper, ledger, keeper, catchUp } = this.parts
    const { step } = ledger
    await catchUp()
    if (turn.cut) ledger.endEpoch()
    const words = turn.changes.map((change) => wordsOf(course.config, change))
    course.take(turn)
    const plan = planOf(course, this.images)
    if (turn.turned) await feeds.turn(plan, step)
    stepper.turn(plan.phases, step)
    ledger.log('info', `Changed after step ${step}: ${words.join('; ')}.`)
    ledger.sendProgress()
    if (step !== course.length.steps) return
    // The epoch that was cut was the last one.
    await keeper.keepSample()
    await keeper.keepCheckpoint()
  }
}
