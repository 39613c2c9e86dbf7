import { join } from 'node:path'
import type { FeatureSource } from '@shared/contract/trainer'
import type { DatasetsService } from '../datasets/service'
import type { OpenHome } from '../home/open'

/** The studio's feature network of a split, kept beside the dataset. @throws StudioError `UNKNOWN_DATASET`, `DATASET_DAMAGED` */
export async function studioFeatureSource(
  { paths }: Pick<OpenHome, 'paths'>,
  datasets: Pick<DatasetsService, 'pixels'>,
  { id, split }: { readonly id: string; readonly split: string },
): Promise<Extract<FeatureSource, { kind: 'studio' }>> {
  const { title, checksum } = await datasets.pixels(id, split)
  const file = join(paths.dataset(id), 'features', `${split}.safetensors`)
  return { kind: 'studio', title: `${title} (${split})`, file, checksum }
}
