import { z } from 'zod'
import { badFile } from '../formats/format'
import type { FileFinder } from './places'

const Entry = z.tuple([z.string().max(1024), z.union([z.int().nonnegative(), z.string().max(200)])])
/** `dataset.json` of NVIDIA's dataset tool (StyleGAN2-ADA and later): `labels` as pairs of file and class, or null. */
const Document = z.object({ labels: z.array(Entry).nullable() })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The class of each file that a `dataset.json` names. @throws StudioError `INVALID_INPUT` where it is not right */
export function nvidiaLabels(text: string, name: string, finder: FileFinder): Map<string, string> {
  const wrong = () => badFile(name, 'is no list of labels: it needs “labels” with pairs of a file and a class')
  const document = parseJson(text)
  if (document === undefined) throw wrong()
  // Other programs have a file of this name too; without “labels” it says nothing of classes.
  if (typeof document !== 'object' || document === null || !('labels' in document)) return new Map()
  const parsed = Document.safeParse(document)
  if (!parsed.success) throw wrong()
  const labels = new Map<string, string>()
  for (const [called, label] of parsed.data.labels ?? []) {
    const path = finder.find(called)
    if (path !== undefined) labels.set(path, String(label))
  }
  return labels
}
