import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EffectScope, effectScope, nextTick, type Ref, reactive, ref } from 'vue'
import { keptState } from '../../../../src-renderer/compare/kept-state'
import { forgetOldBrushes } from '../../../../src-renderer/compare/parameters/old-brushes'
import { type CompareState, initialState } from '../../../../src-renderer/compare/state'

const kept = new Map<string, string>()
let scope: EffectScope

beforeEach(() => {
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

/** What a window has of a project, until it is closed. */
function opened(project: Ref<string | undefined>, moving = ref(false)): CompareState {
  const state = scope.run(() =>
    keptState(
      () => project.value,
      () => moving.value,
    ),
  )
  if (!state) throw new Error('the scope has ended')
  return state
}

describe('how runs are compared', () => {
  it('is kept for each project, and is there again when the project is', async () => {
    const project = ref<string | undefined>(undefined)
    const state = opened(project)
    state.query = 'nobody knows whose'
    project.value = 'a'
    expect(state).toEqual(initialState)
    state.chosen = ['a-1']
    state.pictures.view = 'pair'
    project.value = 'b'
    expect(state).toEqual(initialState)
    state.chosen = ['b-1', 'b-2']
    state.query = 'fid < 30'
    await nextTick()
    project.value = 'a'
    expect(state).toMatchObject({ chosen: ['a-1'], query: '', pictures: { view: 'pair' } })
    scope.stop()
    scope = effectScope()
    expect(opened(ref('b'))).toMatchObject({ chosen: ['b-1', 'b-2'], query: 'fid < 30', pictures: { view: 'columns' } })
  })

  it('is not lost while the projects cannot be read', async () => {
    const project = ref<string | undefined>('a')
    const state = opened(project)
    state.query = 'seed = 1'
    project.value = undefined
    await nextTick()
    expect(state.query).toBe('')
    project.value = 'a'
    expect(state.query).toBe('seed = 1')
  })

  it('goes from an older studio, which kept it for all projects, to the first that is opened alone', async () => {
    kept.set('compare', JSON.stringify({ query: 'fid < 30', chosen: ['a-1'], tab: 'pictures' }))
    const project = ref<string | undefined>('a')
    const state = opened(project)
    expect(state).toEqual({ ...initialState, query: 'fid < 30', chosen: ['a-1'], tab: 'pictures' })
    project.value = 'b'
    expect(state).toEqual(initialState)
    await nextTick()
    project.value = 'a'
    expect(state.chosen).toEqual(['a-1'])
  })

  it('is written once the hand rests', async () => {
    const moving = ref(true)
    const state = opened(ref('a'), moving)
    state.zoom = { min: 1, max: 2 }
    await nextTick()
    expect(kept.size).toBe(0)
    moving.value = false
    await nextTick()
    scope.stop()
    scope = effectScope()
    expect(opened(ref('a')).zoom).toEqual({ min: 1, max: 2 })
  })
})

it('has brushes until the runs are chosen otherwise', async () => {
  const state = reactive({ ...initialState })
  scope.run(() => forgetOldBrushes(state))
  const brushes = [{ column: 'fid', from: 0, to: 0.5 }]
  Object.assign(state, { chosen: ['a'], brushes })
  await nextTick()
  Object.assign(state, { chosen: ['a', 'b'], brushes: [...brushes] })
  await nextTick()
  state.query = 'fid < 30'
  await nextTick()
  expect(state.brushes).toEqual(brushes)
  state.chosen = ['c']
  await nextTick()
  expect(state.brushes).toEqual([])
})
