import { repairsFor } from '@shared/architecture/edit/repairs/find'
import type { Repair } from '@shared/architecture/edit/repairs/situation'
import type { NetworkProblem } from '@shared/architecture/network-analysis'
import type { NetworkRole } from '@shared/architecture/spec'
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useEditor } from './editor-store'
import { later } from './later'

/** Repairs are found for so many problems; solving the first ones often solves the others. */
const MOST = 8

/** A problem of a network as a key. */
export const problemKey = (role: NetworkRole, { layer, message }: NetworkProblem): string =>
  `${role} ${layer} ${message}`

/**
 * The repairs of the problems that are shown. Each repair is tried before it is offered, which takes longer than a frame in large
 * networks, so they come when the edit itself has been drawn.
 */
export const useRepairs = defineStore('repairs', () => {
  const editor = useEditor()
  const found = shallowRef<ReadonlyMap<string, readonly Repair[]>>(new Map())
  let forget: (() => void) | undefined

  watch(
    () => editor.problems,
    (problems) => {
      forget?.()
      if (found.value.size > 0) found.value = new Map()
      if (problems.length === 0) return
      forget = later(() => {
        const { spec } = editor
        if (!spec) return
        found.value = new Map(
          problems
            .slice(0, MOST)
            .map(({ role, problem }) => [problemKey(role, problem), repairsFor(spec, role, problem)]),
        )
      })
    },
    { immediate: true },
  )

  const of = (role: NetworkRole, problem: NetworkProblem): readonly Repair[] =>
    found.value.get(problemKey(role, problem)) ?? []

  function make({ title, edit }: Repair): void {
    editor.apply(title, edit)
  }

  /** Makes the first repair of the chosen layer's problem, or of the first problem. */
  function makeFirst(): void {
    const { card, problems, spec } = editor
    const problem =
      problems.find((one) => one.role === card?.role && one.problem.layer === card?.node.name) ?? problems[0]
    const [repair] = problem && spec ? repairsFor(spec, problem.role, problem.problem) : []
    if (repair) make(repair)
  }

  return { of, make, makeFirst }
})
