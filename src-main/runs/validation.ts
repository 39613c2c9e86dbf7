import { formatShape, type Shape } from '@shared/architecture/layer'
import { classesOf, type ImageShape } from '@shared/architecture/spec'
import { type Problem, StudioError } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import { imagesPerStep } from '@shared/families/registry'
import { configProblems, type RunConfig } from '@shared/runs/config'
import { nearest } from '../nearest'

const shapeOf = ({ height, width, channels }: ImageShape): Shape => [height, width, channels]

/** Every problem of a config with its path: of its own parts, and of what does not go with the dataset. */
export function runProblems(config: RunConfig, dataset: Dataset): Problem[] {
  const problems = configProblems(config)
  const split = dataset.splits.find(({ name }) => name === config.dataset.split)
  const [made, given] = [formatShape(shapeOf(config.architecture.image)), formatShape(shapeOf(dataset.image))]
  if (split === undefined) {
    const names = nearest(
      config.dataset.split,
      dataset.splits.map(({ name }) => name),
    )
    problems.push({ path: 'dataset.split', message: `${dataset.id} has no such split; it has ${names.join(', ')}` })
  }
  if (made !== given) {
    problems.push({
      path: 'architecture.image',
      message: `is ${made}, but the images of ${dataset.id} are ${given}; choose an architecture or a dataset that fits`,
    })
  }
  const classes = classesOf(config.architecture)
  if (classes !== undefined && dataset.classes.length !== classes) {
    const has = dataset.classes.length === 0 ? 'no labels' : `${dataset.classes.length} classes`
    problems.push({
      path: 'architecture.classes',
      message: `is ${classes}, but ${dataset.id} has ${has}; choose a dataset of that many classes or change the number`,
    })
  }
  const needed = imagesPerStep(config)
  if (split !== undefined && needed > split.count) {
    const what =
      needed === config.batchSize ? `${needed} images a step` : `${needed} images a step (batch size × D steps)`
    problems.push({ path: 'batchSize', message: `takes ${what}, but ${dataset.id}/${split.name} has ${split.count}` })
  }
  return problems
}

/** The error for a config with problems. */
export function invalidConfig(problems: readonly Problem[]): StudioError {
  const [first] = problems
  const what =
    problems.length === 1 && first !== undefined ? `: ${first.path} ${first.message}` : ` in ${problems.length} places`
  return new StudioError('INVALID_CONFIG', `The configuration is not valid${what}`, {
    safe: 'No run was started.',
    next: 'Correct what is listed and try again.',
    problems: [...problems],
  })
}

/** Checks that a run can be started. @throws StudioError `INVALID_CONFIG`, `DATASET_DAMAGED` */
export function checkRun(config: RunConfig, dataset: Dataset): void {
  const problems = runProblems(config, dataset)
  if (problems.length > 0) throw invalidConfig(problems)
  if (dataset.state.type === 'ready') return
  throw new StudioError('DATASET_DAMAGED', `The dataset ${dataset.id} is damaged: ${dataset.state.message}`, {
    safe: 'No run was started; other datasets can be used.',
    next: 'Start the studio again: it unpacks a bundled dataset anew. Import any other dataset again.',
  })
}
