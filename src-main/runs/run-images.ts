import type { PackedImages } from '@shared/contract/trainer'
import type { DatasetChoice } from '@shared/datasets/dataset'
import { otherDatasetOf, type RunConfig } from '@shared/runs/config'

/**
 * The packed images that a run trains on: those of its dataset and, where it has a second one, that one's after them.
 * @param packed the packed images of a split, checked
 */
export async function imagesOf(
  config: RunConfig,
  packed: (choice: DatasetChoice) => Promise<PackedImages>,
): Promise<PackedImages> {
  const images = await packed(config.dataset)
  const other = otherDatasetOf(config)
  if (other === undefined) return images
  const { labels: _, ...first } = images
  const { labels: _labels, second: _second, ...second } = await packed(other)
  const both = first.identity !== undefined && second.identity !== undefined
  return { ...first, ...(both ? { identity: `${first.identity} ${second.identity}` } : {}), second }
}
