import { StudioError } from '@shared/contract/errors'
import type { Disk } from '../files/disk'

/** One uint8 label an image. @throws StudioError `DATASET_DAMAGED` for a file of another length */
export async function readLabels(disk: Disk, file: string, count: number): Promise<Uint8Array> {
  const labels = await disk.read(file)
  if (labels.length === count) return labels
  throw new StudioError('DATASET_DAMAGED', `The labels in ${file} are ${labels.length}, for ${count} images.`, {
    safe: 'Nothing was changed.',
    next: 'Check the dataset, or import it again.',
  })
}
