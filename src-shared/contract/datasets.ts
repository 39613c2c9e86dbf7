import { z } from 'zod'
import { Dataset } from '../datasets/dataset'
import { SplitName } from '../datasets/split'
import { procedure } from './base'
import { Id } from './id'

/** Datasets. `UNKNOWN_DATASET` for an id that does not exist, `DATASET_DAMAGED` for files that fail their checksum. */
export const datasets = {
  list: procedure.output(z.array(Dataset)),
  show: procedure.input(z.object({ id: Id })).output(Dataset),
  /** Labels of consecutive images of a split; their pictures come from `atlasUrl`. Empty without labels. */
  labels: procedure
    .input(z.object({ id: Id, split: SplitName, offset: z.int().nonnegative(), count: z.int().min(1).max(1000) }))
    .output(z.array(z.int().nonnegative())),
}
