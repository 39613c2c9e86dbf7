import type { DatasetImportEvent, ImportSource } from '@shared/contract/datasets'
import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import { parsePageDrop } from '@shared/contract/page-drops'
import type { Dataset } from '@shared/datasets/dataset'
import {
  defaultChoices,
  type ImportChoices,
  type ImportPreview,
  type ImportProgress,
  type ImportReport,
} from '@shared/datasets/import'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useDrops } from '../../app/drops'
import { useNotices } from '../../app/notices'
import { api } from '../../client/api'
import { isCancelled } from '../../ui/load'
import { useDatasets } from '../store'

/** Where the import sheet is. */
export type SheetState =
  | { readonly step: 'closed' }
  | { readonly step: 'found' | 'choices'; readonly source: ImportSource }
  | { readonly step: 'running'; readonly name: string; readonly progress: ImportProgress | undefined }
  | { readonly step: 'done'; readonly dataset: Dataset; readonly report: ImportReport }
  | { readonly step: 'failed'; readonly failure: StoredFailure; readonly source: ImportSource | undefined }

/** What of a source is known: nothing yet, a preview (maybe of choices that have changed since), or why there is none. */
type PreviewState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly preview: ImportPreview; readonly stale: boolean }
  | { readonly state: 'failed'; readonly failure: StoredFailure; readonly last: ImportPreview | undefined }

/** A name for a dataset from that of its source: without an ending. */
const nameFrom = ({ name }: ImportSource): string => name.replace(/\.(zip|tar|tar\.gz|tgz|gz|npz|npy)$/i, '')

/** The import of a dataset: from what was dropped or picked to the report. */
export const useImport = defineStore('import', () => {
  const sheet = shallowRef<SheetState>({ step: 'closed' })
  const preview = shallowRef<PreviewState>({ state: 'loading' })
  const choices = ref<ImportChoices>(defaultChoices)
  const name = ref('')
  const notices = useNotices()
  let wanted = 0
  let stop: AbortController | undefined
  /** Begins anew what failed; what it had done is not done again. */
  let again: (() => Promise<void>) | undefined

  const shown = computed<ImportPreview | undefined>(() => {
    const { value } = preview
    if (value.state === 'ready') return value.preview
    return value.state === 'failed' ? value.last : undefined
  })

  async function look(source: string): Promise<void> {
    const mine = ++wanted
    const last = shown.value
    preview.value = last === undefined ? { state: 'loading' } : { state: 'ready', preview: last, stale: true }
    try {
      const found = await api.datasets.preview({ source, choices: choices.value })
      if (mine === wanted) preview.value = { state: 'ready', preview: found, stale: false }
    } catch (error) {
      if (mine === wanted) preview.value = { state: 'failed', failure: toStoredFailure(error), last }
    }
  }

  /** Begins with a source. One import at a time is set up; another source takes its place, but not while one is at work. */
  function open(source: ImportSource, first: Partial<ImportChoices> = {}): void {
    if (sheet.value.step === 'running') {
      notices.say('An import is at work. Drop it again when that is done.')
      return
    }
    choices.value = { ...defaultChoices, ...first }
    name.value = nameFrom(source)
    preview.value = { state: 'loading' }
    sheet.value = { step: 'found', source }
    void look(source.source)
  }

  async function pick(kind: 'folder' | 'file'): Promise<void> {
    try {
      const source = await api.datasets.pickSource({ kind })
      if (source !== null) open(source)
    } catch (error) {
      notices.fail(error)
    }
  }

  /** Starts from a dataset that is there. */
  async function derive(id: string, datasetName: string, first: Partial<ImportChoices> = {}): Promise<void> {
    try {
      open(await api.datasets.asSource({ id }), first)
      name.value = `${datasetName}, part`
    } catch (error) {
      notices.fail(error)
    }
  }

  function choose(change: Partial<ImportChoices>): void {
    if (sheet.value.step !== 'found' && sheet.value.step !== 'choices') return
    choices.value = { ...choices.value, ...change }
    void look(sheet.value.source.source)
  }

  function go(step: 'found' | 'choices'): void {
    if (sheet.value.step === 'found' || sheet.value.step === 'choices') sheet.value = { ...sheet.value, step }
  }

  async function follow(
    title: string,
    source: ImportSource | undefined,
    begin: (signal: AbortSignal) => Promise<AsyncIterable<DatasetImportEvent>>,
  ): Promise<void> {
    stop = new AbortController()
    again = () => follow(title, source, begin)
    sheet.value = { step: 'running', name: title, progress: undefined }
    try {
      for await (const event of await begin(stop.signal)) {
        if (event.type === 'progress') sheet.value = { step: 'running', name: title, progress: event.progress }
        else sheet.value = { step: 'done', dataset: event.dataset, report: event.report }
      }
    } catch (error) {
      if (isCancelled(error)) {
        notices.say('The import was stopped. It can go on from the Datasets screen.')
        sheet.value = { step: 'closed' }
      } else sheet.value = { step: 'failed', failure: toStoredFailure(error), source }
    }
    await useDatasets().reload()
  }

  /** Imports what is set up. */
  function start(): Promise<void> {
    if (sheet.value.step !== 'found' && sheet.value.step !== 'choices') return Promise.resolve()
    const { source } = sheet.value
    const input = { source: source.source, name: name.value, choices: choices.value }
    return follow(name.value, source, (signal) => api.datasets.import(input, { signal }))
  }

  /** Goes on with an import that did not come to its end. */
  const resume = (id: string, title: string): Promise<void> =>
    follow(title, undefined, (signal) => api.datasets.resume({ id }, { signal }))

  /** Tries what failed once more. */
  const retry = (): Promise<void> => (sheet.value.step === 'failed' ? again?.() : undefined) ?? Promise.resolve()

  /** Stops the import that is at work; what it has done is kept. */
  const cancel = (): void => stop?.abort()

  function close(): void {
    if (sheet.value.step !== 'running') sheet.value = { step: 'closed' }
  }

  window.addEventListener('message', ({ source, origin, data }) => {
    if (source !== window || origin !== location.origin) return
    const dropped = parsePageDrop(data)
    if (dropped === undefined) return
    const { taker, openerOf } = useDrops()
    const opener = openerOf(dropped)
    if (opener) opener(dropped)
    else if (taker) taker.take(dropped)
    else open(dropped)
  })

  return { sheet, preview, shown, choices, name, open, pick, derive, choose, go, start, resume, retry, cancel, close }
})
