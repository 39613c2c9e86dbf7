import { repairsFor } from '@shared/architecture/edit/repairs/find'
import type { Repair } from '@shared/architecture/edit/repairs/situation'
import type { NetworkProblem } from '@shared/architecture/network-analysis'
import type { NetworkRole } from '@shared/architecture/spec'
import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useEditor } from './editor-store'
import { later } from './later'

/** A problem of a network as a key. */
export const problemKey = (role: NetworkRole, { layer, message }: NetworkProblem): string =>
  `${role} ${layer} ${message}`

/** A problem and the network that has it. */
interface Located {
  readonly role: NetworkRole
  readonly problem: NetworkProblem
}

/** Repairs are found for so many problems, and for those of the chosen layer; solving the first ones often solves the others. */
const MOST = 8

/** The problems that repairs are found for. `layer` is the chosen one. */
export function sought(
  problems: readonly Located[],
  layer: { readonly role: NetworkRole; readonly name: string } | undefined,
): readonly Located[] {
  const own = problems.slice(MOST).filter(({ role, problem }) => role === layer?.role && problem.layer === layer.name)
  return [...problems.slice(0, MOST), ...own]
}

/**
 * The repairs of the problems that are shown. Each repair is tried before it is offered, which takes longer than a frame in large
 * networks, so they come when the edit itself has been drawn.
 */
export const useRepairs = defineStore('repairs', () => {
  const editor = useEditor()
  const found = shallowRef<ReadonlyMap<string, readonly Repair[]>>(new Map())
  let forget: (() => void) | undefined

  /** Finds what is sought and not found yet. */
  function find(): void {
    const { spec, problems, card } = editor
    if (!spec) return
    const all = sought(problems, card && { role: card.role, name: card.node.name })
    found.value = new Map(
      all.map(({ role, problem }) => {
        const key = problemKey(role, problem)
        return [key, found.value.get(key) ?? repairsFor(spec, role, problem)]
      }),
    )
  }

  watch(
    () => editor.problems,
    (problems) => {
      forget?.()
      if (found.value.size > 0) found.value = new Map()
      forget = problems.length === 0 ? undefined : later(find)
    },
    { immediate: true },
  )
  // Another layer is chosen: with more problems than repairs are found for at first, its own may be among the others.
  watch(
    () => editor.focus,
    () => {
      if (editor.problems.length <= MOST) return
      forget?.()
      forget = later(find)
    },
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
