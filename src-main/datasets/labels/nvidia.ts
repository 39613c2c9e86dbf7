import { z } from 'zod'
import { badFile } from '../formats/format'
import type { FileFinder } from './places'

const Entry = z.tuple([z.string().max(1024), z.union([z.int().nonnegative(), z.string().max(200)])])
/** `dataset.json` of NVIDIA's dataset tool (StyleGAN2-ADA and later): `labels` as pairs of file and class, or null. */
const Document = z.object({ labels: z.array(Entry).nullable() })

/** The class of each file that a `dataset.json` names. @throws StudioError `INVALID_INPUT` where it is not right */
export function nvidiaLabels(text: string, name: string, finder: FileFinder): Map<string, string> {
  let parsed: z.infer<typeof Document>
  try {
    parsed = Document.parse(JSON.parse(text))
  } catch {
    throw badFile(name, 'is no list of labels: it needs “labels” with pairs of a file and a class')
  }
  const labels = new Map<string, string>()
  for (const [called, label] of parsed.labels ?? []) {
    const path = finder.find(called)
    if (path !== undefined) labels.set(path, String(label))
  }
  return labels
}
