import type { TrainRequest } from '@shared/contract/trainer'
import { batchesPerStep } from '@shared/families/registry'
import {
  type ChangedSetting,
  changeValueText,
  isInForce,
  type PlannedChange,
  withChange,
  withRunChange,
} from '@shared/runs/change'
import type { RunConfig, RunLength } from '@shared/runs/config'
import { firstStretch, lengthOf, nextStretch, type Stretch } from '@shared/runs/stretch'
import { requireLength } from './schedule'

/** What changes would make of a run's course at a step. */
export interface Turn {
  /** Those that change something, or take the place of something that was planned. */
  readonly changes: readonly ChangedSetting[]
  readonly config: RunConfig
  readonly stretch: Stretch
  /** Whether a step takes another number of batches from here on. */
  readonly turned: boolean
  /** Whether the epoch in progress ends here. */
  readonly cut: boolean
  /** All changes of the run. */
  readonly all: readonly PlannedChange[]
}

/** Which settings are in force in a run, and how its steps lie in its epochs. */
export class Course {
  #config: RunConfig
  #stretch: Stretch
  #all: readonly PlannedChange[]

  /**
   * The course of a run that has done `step` steps; what changes right after these is left to `due`.
   * @throws StudioError `INVALID_CONFIG` where not one step's batches fit into the dataset
   */
  constructor({ config, changes, images }: Pick<TrainRequest, 'config' | 'changes' | 'images'>, step: number) {
    requireLength(config, images.count)
    this.#config = config
    this.#stretch = firstStretch({ batchSize: config.batchSize, batchesPerStep: batchesPerStep(config) }, images.count)
    this.#all = changes
    for (const at of new Set(changes.map((change) => change.step))) if (at < step) this.take(this.due(at))
  }

  /** The config in force. */
  get config(): RunConfig {
    return this.#config
  }

  get stretch(): Stretch {
    return this.#stretch
  }

  /** All changes of the run, those that are still to come too, in the order of their steps. */
  get changes(): readonly PlannedChange[] {
    return this.#all
  }

  /** The length of the run as things are. */
  get length(): RunLength {
    return lengthOf(this.#stretch, this.#config.duration)
  }

  /** What the changes that are kept for a step make, once more where they were taken before. @param step completed steps */
  due(step: number): Turn {
    const now = this.#all.filter((change) => change.step === step).map(({ change }) => change)
    return this.#turn(
      now.filter((change) => !isInForce(this.#config, change)),
      step,
      this.#all,
    )
  }

  /** What changes make that are wanted now. @param step completed steps */
  wanted(changes: readonly ChangedSetting[], step: number): Turn {
    const replaces = ({ setting }: ChangedSetting) =>
      this.#all.some((planned) => planned.step >= step && planned.change.setting === setting)
    // Of several changes of one setting the last holds.
    const last = changes.filter((change, i) => changes.slice(i + 1).every(({ setting }) => setting !== change.setting))
    const real = last.filter((change) => replaces(change) || !isInForce(this.#config, change))
    const all = real.reduce<readonly PlannedChange[]>(
      (list, change) => withRunChange(list, { step, change }),
      this.#all,
    )
    return this.#turn(real, step, all)
  }

  /** Goes on as a turn says. */
  take({ config, stretch, all }: Turn): void {
    this.#config = config
    this.#stretch = stretch
    this.#all = all
  }

  #turn(changes: readonly ChangedSetting[], step: number, all: readonly PlannedChange[]): Turn {
    const config = changes.reduce(withChange, this.#config)
    const batches = batchesPerStep(config)
    const turned = batches !== this.#stretch.batchesPerStep
    const next = turned ? nextStretch(this.#stretch, step, batches) : undefined
    return { changes, config, all, turned, stretch: next?.stretch ?? this.#stretch, cut: next?.cut ?? false }
  }
}

/** Whether two lists hold the same changes for the same steps, in whatever order. */
export function sameChanges(one: readonly PlannedChange[], other: readonly PlannedChange[]): boolean {
  const texts = (list: readonly PlannedChange[]) =>
    list.map(({ step, change }) => `${step} ${change.setting} ${changeValueText(change)}`).sort()
  return texts(one).join() === texts(other).join()
}
