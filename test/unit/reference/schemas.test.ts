import { expect, test } from 'vitest'
import { z } from 'zod'
import { DatasetManifest } from '../../../src-main/datasets/manifest'
import { ProjectHead } from '../../../src-main/projects/bundle/format'
import { Manifest as CheckpointManifest } from '../../../src-main/trainer/checkpoint/manifest'
import { Preset } from '../../../src-shared/presets/preset'

/** Documents that the studio writes, by the name of their schema, with what each is. */
const documents: readonly (readonly [name: string, title: string, schema: z.ZodType])[] = [
  ['preset', 'A preset: resources/presets/NAME.json; its config is that of a run', Preset],
  ['dataset', 'dataset.json in the folder of a dataset', DatasetManifest],
  ['checkpoint', 'manifest.json beside the tensors of a checkpoint', CheckpointManifest],
  ['project', 'project.json in a project file', ProjectHead],
]

test.each(documents)(
  'docs/reference/%s.schema.json is the schema of what is written (`vitest run -u` makes it anew)',
  async (name, title, schema) => {
    const made = { title, ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' }) }
    await expect(`${JSON.stringify(made, null, 2)}\n`).toMatchFileSnapshot(
      `../../../docs/reference/${name}.schema.json`,
    )
  },
)
