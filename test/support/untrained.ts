import { configHash } from '../../src-main/trainer/checkpoint/manifest'
import type { CheckpointContent } from '../../src-main/trainer/checkpoint/store'
import { initialRunState } from '../../src-main/trainer/program/build'
import type { RunConfig } from '../../src-shared/runs/config'

/** What a checkpoint of a run holds before its first step. */
export const untrained = (config: RunConfig): CheckpointContent => ({
  manifest: {
    version: 1,
    run: 'untrained',
    step: 0,
    epoch: 0,
    created: 0,
    engine: 'reference',
    config,
    configHash: configHash(config),
    changes: [],
    imageCount: 1,
    trainingSeconds: 0,
    epochSums: { steps: 0, sums: {} },
    optimisers: {},
    tensors: { bytes: 0, sha256: '' },
  },
  snapshot: { state: initialRunState(config), optimisers: {} },
})
