import type { Problem } from '@shared/contract/errors'
import {
  type ChangeableSetting,
  ChangedSetting,
  changeableOf,
  changeableTitles,
  changeProblems,
  changeValueText,
  type RunChange,
  sameSetting,
} from '@shared/runs/change'
import type { Cadence } from '@shared/runs/common-config'
import type { RunConfig } from '@shared/runs/config'
import type { ChartMark } from '../charts/series'
import { formatSetting } from '../ui/format/numbers'

/** One setting of a run at work as it is edited: its number, and what a cadence counts. */
export interface ChangeRow {
  readonly setting: ChangeableSetting
  readonly label: string
  number: number | null
  /** Null for what is no cadence. */
  unit: Cadence['unit'] | null
}

/** The form for what is in force. */
export const changeRows = (config: RunConfig): ChangeRow[] =>
  changeableOf(config).map(({ setting, value }) => ({
    setting,
    label: changeableTitles[setting],
    ...(typeof value === 'number' ? { number: value, unit: null } : { number: value.every, unit: value.unit }),
  }))

/** What the form asks for. */
export type CheckedChanges =
  | { readonly type: 'same' }
  | { readonly type: 'changed'; readonly changes: ChangedSetting[] }
  | { readonly type: 'wrong'; readonly problems: readonly Problem[] }

/** Reads the form. @param config in force @param count images in the split, where that is known */
export function checkChanges(rows: readonly ChangeRow[], config: RunConfig, count: number | undefined): CheckedChanges {
  const present = changeableOf(config)
  const problems: Problem[] = []
  const changes: ChangedSetting[] = []
  for (const { setting, number, unit } of rows) {
    const parsed = ChangedSetting.safeParse({ setting, value: unit === null ? number : { unit, every: number } })
    if (!parsed.success) problems.push({ path: setting, message: number === null ? 'is empty' : 'is out of range' })
    else if (!present.some((one) => sameSetting(one, parsed.data))) changes.push(parsed.data)
  }
  problems.push(...changeProblems(config, changes, count ?? Number.POSITIVE_INFINITY))
  if (problems.length > 0) return { type: 'wrong', problems }
  return changes.length === 0 ? { type: 'same' } : { type: 'changed', changes }
}

const shortTitles: Record<ChangeableSetting, string> = {
  'optimisers.generator.learningRate': 'G rate',
  'optimisers.discriminator.learningRate': 'D rate',
  'optimisers.autoencoder.learningRate': 'rate',
  'optimisers.classifier.learningRate': 'rate',
  'optimisers.generators.learningRate': 'G rate',
  'optimisers.discriminators.learningRate': 'D rate',
  discriminatorSteps: 'D steps',
  'samples.cadence': 'samples',
  'checkpoints.cadence': 'checkpoints',
  'measures.cadence': 'measures',
}

/** A change in few words: `G rate 1e-4`, `samples every 50 steps`. */
export function changeWords(change: ChangedSetting): string {
  const text = typeof change.value === 'number' ? formatSetting(change.value) : changeValueText(change)
  return `${shortTitles[change.setting]} ${text}`
}

/** The marks that a run's changes leave in its charts: one a step, saying everything that changed there. */
export function changeMarks(changes: readonly RunChange[]): ChartMark[] {
  const words = new Map<number, string[]>()
  for (const { step, change } of changes) words.set(step, [...(words.get(step) ?? []), changeWords(change)])
  return [...words].map(([step, texts]) => ({ step, label: texts.join(' · '), tone: 'quiet' }))
}
