import type { ImportSource } from '@shared/contract/datasets'
import { defineStore } from 'pinia'
import { computed, onBeforeUnmount, shallowRef } from 'vue'

/** Somebody who takes what is dropped on the window. */
export interface DropTaker {
  /** What will become of it, in a sentence. */
  readonly words: string
  take(source: ImportSource): void
}

/** Who takes what is dropped on the window: what is in view, or nobody in particular. */
export const useDrops = defineStore('drops', () => {
  const takers = shallowRef<readonly DropTaker[]>([])
  const taker = computed(() => takers.value.at(-1))

  function add(added: DropTaker): void {
    takers.value = [...takers.value, added]
  }
  function remove(removed: DropTaker): void {
    takers.value = takers.value.filter((one) => one !== removed)
  }
  const openers = new Map<string, (source: ImportSource) => void>()

  /** Says who opens files of an ending, whatever is in view. */
  function openEnding(ending: string, open: (source: ImportSource) => void): void {
    openers.set(ending, open)
  }
  /** Who opens a file of its ending, undefined where its ending says nothing. */
  const openerOf = ({ name }: ImportSource) => [...openers].find(([ending]) => name.toLowerCase().endsWith(ending))?.[1]

  return { taker, add, remove, openEnding, openerOf }
})

/** Takes what is dropped on the window while the component lives. */
export function useDropTaker(taker: DropTaker): void {
  const drops = useDrops()
  drops.add(taker)
  onBeforeUnmount(() => drops.remove(taker))
}
