import { reactive, watch } from 'vue'
import { forgetStored, readStored, writeStored } from '../app/stored'
import { type CompareState, parseState } from './state'

/** Where studios before kept one state for all projects. */
const FOR_ALL = 'compare'
const keyOf = (project: string): string => `${FOR_ALL}:${project}`

/** The state of a project. One that was kept for all projects goes to the first that is opened, and to no other. */
function readState(project: string): CompareState {
  const own = readStored(keyOf(project))
  if (own !== null) return parseState(own)
  const shared = readStored(FOR_ALL)
  forgetStored(FOR_ALL)
  return parseState(shared)
}

/**
 * How the runs of a project are compared, kept between starts. With another project it becomes that project's; without one it is as at
 * first and is not kept.
 * @param project what names the open project; undefined while none is known
 * @param moving whether a hand is changing it at this moment: it is kept once it rests
 */
export function keptState(project: () => string | undefined, moving: () => boolean): CompareState {
  const state = reactive(parseState(null))
  let current: string | undefined
  function keep(): void {
    if (current !== undefined) writeStored(keyOf(current), JSON.stringify(state))
  }
  watch(
    project,
    (next) => {
      keep()
      current = next
      Object.assign(state, next === undefined ? parseState(null) : readState(next))
    },
    // At once, so that nothing is written to the state of a project under the name of another.
    { immediate: true, flush: 'sync' },
  )
  watch(
    [state, moving],
    () => {
      if (!moving()) keep()
    },
    { deep: true },
  )
  return state
}
