import { badFile, type DatasetFormat, type DatasetInput, type OpenedDataset } from './format'
import { idx } from './idx'
import { ByteReader } from './reader'

/** Every format that datasets are read from, in the order in which they are tried. */
export const datasetFormats: readonly DatasetFormat[] = [idx]

/** A dataset, and the format that it was recognised as. */
export interface RecognisedDataset {
  readonly format: DatasetFormat
  readonly opened: OpenedDataset
}

/**
 * Recognises the format of a dataset by its content and opens it.
 * @throws StudioError `INVALID_INPUT` for a file of no known format, or one that is not right
 */
export async function openDataset(input: DatasetInput): Promise<RecognisedDataset> {
  const reader = new ByteReader(input.images.read())
  const head = await reader.take(Math.max(...datasetFormats.map(({ headBytes }) => headBytes)))
  await reader.close()
  const format = datasetFormats.find((candidate) => candidate.match(head))
  if (format) return { format, opened: await format.open(input) }
  const titles = datasetFormats.map(({ title }) => title).join(', ')
  throw badFile(input.images.name, `is of no format that can be imported (${titles})`)
}
