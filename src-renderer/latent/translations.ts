import { type StoredFailure, toStoredFailure } from '@shared/contract/errors'
import type { GivenImage } from '@shared/latent/given-image'
import type { Domain, Translation } from '@shared/latent/translation'
import { type ShallowRef, shallowRef } from 'vue'
import { api } from '../client/api'
import { toStudioError } from '../client/failures'

/** An image and what becomes of it. */
export interface TranslatedImage {
  readonly id: number
  readonly given: GivenImage
  readonly name: string
  readonly state:
    | { readonly type: 'working' }
    | { readonly type: 'done'; readonly result: Translation & { readonly picture: string } }
    | { readonly type: 'failed'; readonly failure: StoredFailure }
}

/** The generators that translate. */
export interface Translator {
  readonly run: string
  readonly checkpoint: string
  readonly from: Domain
}

/** At most so many images are kept in view. */
const MOST = 24

/** Images that are translated one after the other, the newest first; all of them anew when the generators change. */
export function useTranslations(): {
  readonly images: Readonly<ShallowRef<readonly TranslatedImage[]>>
  add(translator: Translator, given: GivenImage, name: string): void
  remove(id: number): void
  /** Translates everything with other generators. */
  renew(translator: Translator): void
} {
  const images = shallowRef<readonly TranslatedImage[]>([])
  let last = 0
  let wanted: Translator | undefined
  let turn: Promise<void> = Promise.resolve()

  const put = (id: number, state: TranslatedImage['state']): void => {
    images.value = images.value.map((one) => (one.id === id ? { ...one, state } : one))
  }

  /** Translates one image, unless other generators are wanted by then. */
  async function translate(translator: Translator, { id, given }: TranslatedImage): Promise<void> {
    if (translator !== wanted || !images.value.some((one) => one.id === id)) return
    try {
      const { run, checkpoint, from } = translator
      const result = await api.latent.translate({ run, checkpoint, image: given, from })
      if (translator === wanted) put(id, { type: 'done', result })
    } catch (error) {
      if (translator === wanted) put(id, { type: 'failed', failure: toStoredFailure(toStudioError(error)) })
    }
  }
  function queue(translator: Translator, image: TranslatedImage): void {
    turn = turn.then(() => translate(translator, image))
  }

  return {
    images,
    add(translator, given, name) {
      const image: TranslatedImage = { id: ++last, given, name, state: { type: 'working' } }
      images.value = [image, ...images.value].slice(0, MOST)
      wanted = wanted !== undefined && same(wanted, translator) ? wanted : translator
      queue(wanted, image)
    },
    remove(id) {
      images.value = images.value.filter((one) => one.id !== id)
    },
    renew(translator) {
      wanted = translator
      for (const image of images.value) queue(translator, image)
    },
  }
}

const same = (a: Translator, b: Translator): boolean =>
  a.run === b.run && a.checkpoint === b.checkpoint && a.from === b.from
