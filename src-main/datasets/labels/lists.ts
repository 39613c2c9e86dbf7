import { badFile } from '../formats/format'
import { limits } from '../limits'
import { entrySource, type Tree, type TreeEntry } from '../trees/tree'
import { csvLabels } from './csv'
import { nvidiaLabels } from './nvidia'
import { FileFinder } from './places'

/** Lists of labels that are in a tree beside the images: file by file the name of its class. */
export interface LabelLists {
  readonly json: ReadonlyMap<string, string>
  readonly csv: ReadonlyMap<string, string>
  /** The paths of the lists, which are no images. */
  readonly paths: ReadonlySet<string>
}

async function readText(tree: Tree, entry: TreeEntry): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of entrySource(tree, entry).read()) {
    bytes += chunk.length
    if (bytes > limits.labelFile) throw badFile(entry.path, 'is too large for a list of labels')
    parts.push(chunk)
  }
  return new TextDecoder().decode(Buffer.concat(parts))
}

const folderOf = ({ path }: TreeEntry): string => path.slice(0, path.lastIndexOf('/') + 1)
const depthOf = ({ path }: TreeEntry): number => path.split('/').length

/** The nearest to the root of the entries with such a name. */
const nearest = (tree: Tree, name: RegExp): TreeEntry | undefined =>
  tree.entries
    .filter(({ path, bytes }) => name.test(path) && bytes > 0 && bytes <= limits.labelFile)
    .reduce<TreeEntry | undefined>((best, entry) => (best && depthOf(best) <= depthOf(entry) ? best : entry), undefined)

/** Finds and reads the lists of labels in a tree. @throws StudioError `INVALID_INPUT` for a `dataset.json` that is not right */
export async function readLabelLists(tree: Tree): Promise<LabelLists> {
  const json = nearest(tree, /(^|\/)dataset\.json$/)
  const csv = nearest(tree, /\.(csv|tsv)$/i)
  const finder = (entry: TreeEntry) => new FileFinder(tree.entries, folderOf(entry))
  return {
    json: json === undefined ? new Map() : nvidiaLabels(await readText(tree, json), json.path, finder(json)),
    csv: csv === undefined ? new Map() : csvLabels(await readText(tree, csv), finder(csv)),
    paths: new Set([json, csv].flatMap((entry) => (entry === undefined ? [] : [entry.path]))),
  }
}
