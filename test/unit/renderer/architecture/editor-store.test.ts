import { type Clip, clipText, parseClip } from '@shared/architecture/edit/fragment'
import { serialise } from '@shared/architecture/edit/serialise'
import { networkOf } from '@shared/architecture/networks'
import type { ArchitectureSpec, NetworkRole } from '@shared/architecture/spec'
import { emptyArchitecture } from '@shared/architecture/templates/empty'
import { afterEach, describe, expect, it } from 'vitest'
import { closeEditor, openEditor } from '../../../support/editor'
import { architecture, chain, dense, layer } from '../../../support/networks'

afterEach(closeEditor)

type Editor = ReturnType<typeof openEditor>
const namesIn = ({ spec }: Editor, role: NetworkRole): string =>
  (spec ? networkOf(spec, role) : undefined)?.layers.map(({ name }) => name).join(' ') ?? ''
const all = (editor: Editor): string[] => [...editor.cards.keys()]
const bytes = ({ spec }: Editor): string => (spec ? serialise(spec) : '')

/** What was copied, as it comes back from the clipboard. */
function copied(editor: Editor): Clip {
  const clip = editor.copy()
  const back = clip && parseClip(clipText(clip))
  if (!back) throw new Error('nothing was copied')
  return back
}

describe('layers of several networks', () => {
  it('are copied and pasted, each into its own network', () => {
    const editor = openEditor(architecture())
    const before = bytes(editor)
    editor.select(all(editor))
    const clip = copied(editor)
    editor.open(
      { type: 'new', id: 'draft-2' },
      emptyArchitecture({ family: 'adversarial', image: { height: 2, width: 2, channels: 1 }, latent: 3, classes: 2 }),
    )
    expect(editor.paste(clip)).toBe(2)
    editor.apply('Rename', { type: 'settings', settings: { name: 'Test' } })
    expect(bytes(editor)).toBe(before)
  })

  it('are cut and come back to their places', () => {
    const editor = openEditor(architecture())
    const before = bytes(editor)
    editor.select(['generator/l1', 'discriminator/l1', 'generator/l2'])
    const clip = copied(editor)
    editor.removeChosen()
    expect([namesIn(editor, 'generator'), namesIn(editor, 'discriminator')]).toEqual(['l0 l3', 'l0 l2 l3'])
    expect(editor.paste(clip)).toBe(2)
    expect(bytes(editor)).toBe(before)
    editor.back()
    editor.back()
    expect(bytes(editor)).toBe(before)
  })

  it('are duplicated in each, as one step', () => {
    const editor = openEditor(architecture())
    const before = bytes(editor)
    editor.select(all(editor))
    editor.duplicateChosen()
    expect(namesIn(editor, 'generator')).toBe('l0 l1 l2 l3 l4 l5 l6 l7')
    expect(namesIn(editor, 'discriminator')).toBe('l0 l1 l2 l3 l4 l5 l6 l7')
    editor.back()
    expect(bytes(editor)).toBe(before)
  })

  it('go nowhere in an architecture that has none of the networks', () => {
    const editor = openEditor(architecture())
    editor.select(all(editor))
    const clip = copied(editor)
    const other: ArchitectureSpec = {
      family: 'classifier',
      version: 2,
      name: 'Other',
      image: { height: 2, width: 2, channels: 1 },
      classes: 2,
      networks: { classifier: chain(layer.image, layer.flatten, dense(2)) },
    }
    editor.open({ type: 'new', id: 'draft-2' }, other)
    expect(editor.paste(clip)).toBe(0)
    expect(editor.spec).toBe(other)
  })
})

describe('the clipboard', () => {
  it('puts layers of one network into whichever is chosen, an empty one too', () => {
    const editor = openEditor(architecture({ discriminator: { layers: [], output: '' } }))
    editor.select(['generator/l1', 'generator/l2'])
    const clip = copied(editor)
    editor.selectOnly('discriminator/')
    expect(editor.paste(clip)).toBe(1)
    expect(namesIn(editor, 'discriminator')).toBe('l1 l2')
  })

  it('knows no layers in any other text', () => {
    const other = ['', 'lorem ipsum', 'gan-studio-layers', '{"type":"gan-studio-networks","networks":[]}', '[1]']
    expect(other.map(parseClip)).toEqual(other.map(() => undefined))
  })
})

describe('a folded block', () => {
  /** Two blocks of three layers, between an input and an output. */
  const block = [dense(4), layer.normalise, layer.relu]
  const spec = architecture({ generator: chain(layer.latent, ...block, ...block, layer.tanh) })
  const first = ['generator/l1', 'generator/l2', 'generator/l3']

  function foldedEditor(): Editor {
    const editor = openEditor(spec)
    editor.foldAll()
    expect(editor.drawn[0]?.cards.map(({ id }) => id)).toEqual([
      'generator/l0',
      'generator/l3',
      'generator/l6',
      'generator/l7',
    ])
    return editor
  }

  it.each([
    ['chosen', (editor: Editor) => editor.selectOnly('generator/l3')],
    ['chosen among others', (editor: Editor) => editor.select(['generator/l3'])],
    ['added to what is chosen', (editor: Editor) => editor.toggle('generator/l3')],
  ])('is copied and duplicated as all of its layers when it is %s', (_how, choose) => {
    const editor = foldedEditor()
    choose(editor)
    expect([...editor.selection]).toEqual(first)
    expect(editor.focus).toBe('generator/l3')
    const clip = copied(editor)
    expect(clip.type === 'gan-studio-layers' && clip.layers.map(({ name }) => name)).toEqual(['l1', 'l2', 'l3'])
    editor.duplicateChosen()
    expect(namesIn(editor, 'generator')).toBe('l0 l1 l2 l3 l8 l9 l10 l4 l5 l6 l7')
    expect(editor.problems).toEqual(openEditor(spec).problems)
  })

  it('is taken from what is chosen as a whole', () => {
    const editor = foldedEditor()
    editor.select(['generator/l0', 'generator/l3'])
    editor.toggle('generator/l3')
    expect([...editor.selection]).toEqual(['generator/l0'])
  })

  it('is chosen as a whole when a chosen layer goes into it', () => {
    const editor = openEditor(spec)
    editor.select(['generator/l2', 'generator/l7'])
    editor.foldAll()
    expect([...editor.selection].sort()).toEqual([...first, 'generator/l7'])
    expect(editor.focus).toBe('generator/l7')
    editor.removeChosen()
    expect(namesIn(editor, 'generator')).toBe('l0 l4 l5 l6')
  })
})
