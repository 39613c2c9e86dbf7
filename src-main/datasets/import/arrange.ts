import type { Skipped, SplitChoice } from '@shared/datasets/import'
import { stream } from '@shared/random/generator'
import type { ImageLedger } from './ledger'
import type { Plan } from './plan'

/** Images of a split, by their numbers in the plan, in the order in which they are packed. */
export interface ArrangedSplit {
  readonly name: string
  readonly images: Uint32Array
}

/** What an import packs, and what it skipped on the way. */
export interface Arrangement {
  readonly splits: readonly ArrangedSplit[]
  readonly skipped: readonly Skipped[]
}

/** The images that cannot be used and those that are dropped as duplicates, in the order of the plan. */
function skippedImages(plan: Plan, ledger: ImageLedger, twins: ReadonlyMap<number, number>): Skipped[] {
  const skipped = [...ledger.failures].map(([image, { reason, details }]) => ({ image, reason, details }))
  for (const [image, first] of twins) {
    skipped.push({ image, reason: 'duplicate', details: `the same pixels as ${plan.nameOf(first)}` })
  }
  skipped.sort((a, b) => a.image - b.image)
  return skipped.map(({ image, reason, details }) => ({ path: plan.nameOf(image), reason, details }))
}

/** The number of images of each part; they add up to `count`. */
function shares(count: number, parts: readonly { readonly share: number }[]): number[] {
  let before = 0
  let given = 0
  return parts.map(({ share }, index) => {
    before += share
    const end = index === parts.length - 1 ? count : Math.round(before * count)
    const own = end - given
    given = end
    return own
  })
}

/** The split of a dataset that is not divided. */
const onlySplit = 'train'

/** The split of each of `used`, by its place in it. */
function splitNames(plan: Plan, used: Uint32Array, choice: SplitChoice): (index: number) => string {
  switch (choice.by) {
    case 'none':
      return () => onlySplit
    case 'source':
      return (index) => plan.splits?.[used[index] ?? 0] ?? onlySplit
    case 'ratio': {
      const order = Uint32Array.from({ length: used.length }, (_, index) => index)
      stream(choice.seed, 'split').shuffle(order)
      const parts = new Uint8Array(used.length)
      let at = 0
      for (const [part, count] of shares(used.length, choice.parts).entries()) {
        for (const index of order.subarray(at, at + count)) parts[index] = part
        at += count
      }
      return (index) => choice.parts[parts[index] ?? 0]?.name ?? ''
    }
  }
}

/** `train` first, then as they come in the alphabet. */
const bySplit = (a: string, b: string): number => (a === 'train' ? -1 : b === 'train' ? 1 : a < b ? -1 : 1)

/** Decides what is packed where. It follows from source and choices alone, whatever the order in which chunks finished. */
export function arrange(plan: Plan, ledger: ImageLedger, choice: SplitChoice): Arrangement {
  const twins = ledger.twins()
  const used = ledger.used().filter((image) => !twins.has(image))
  const nameOf = splitNames(plan, used, choice)
  const counts = new Map<string, number>()
  for (let index = 0; index < used.length; index++) counts.set(nameOf(index), (counts.get(nameOf(index)) ?? 0) + 1)
  const splits = [...counts]
    .sort(([a], [b]) => bySplit(a, b))
    .map(([name, count]) => {
      const images = new Uint32Array(count)
      let at = 0
      for (let index = 0; index < used.length; index++) if (nameOf(index) === name) images[at++] = used[index] ?? 0
      return { name, images }
    })
  return { splits, skipped: skippedImages(plan, ledger, twins) }
}
