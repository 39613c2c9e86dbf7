import type { MeasuredCell, RunRow } from '../../src-shared/compare/row'
import type { QuantityName } from '../../src-shared/measures/measure'

/** A row of a completed run; what a test is about is given. */
export function runRow(change: Partial<RunRow> = {}): RunRow {
  const number = change.number ?? 1
  return {
    id: `p-${number}`,
    project: 'p',
    number,
    name: `run ${number}`,
    source: 'studio',
    preset: 'mlp-small',
    dataset: 'mnist',
    split: 'train',
    family: 'adversarial',
    state: 'completed',
    engine: 'compiled-cpu',
    seed: number,
    origin: null,
    created: Date.UTC(2026, 0, number),
    updated: Date.UTC(2026, 0, number),
    trainingSeconds: 10,
    step: 100,
    steps: 100,
    epoch: 10,
    imagesSeen: 6400,
    latestSample: null,
    tags: [],
    notes: '',
    archived: false,
    openAlerts: [],
    alerts: 0,
    parameters: { generator: 10, discriminator: 5 },
    settings: { 'objective.type': 'non-saturating', batchSize: 64, seed: number },
    means: { generatorLoss: 1 },
    measures: [],
    ...change,
  }
}

/** A measured value as a row has it. */
export function measuredRowCell(value: number, change: Partial<MeasuredCell> = {}): MeasuredCell {
  const features = { id: '0123456789abcdef', title: 'MNIST’s classes' }
  return { value, error: null, step: 100, samples: 5000, features, dataset: 'mnist', split: 'train', ...change }
}

/** What a row has of a quantity that was measured once. */
export function measuredOnce(value: number, change: Partial<MeasuredCell> = {}, quantity: QuantityName = 'fid') {
  const cell = measuredRowCell(value, change)
  return { quantity, last: cell, best: cell, at: null }
}
