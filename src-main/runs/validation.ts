import { formatShape, type Shape } from '@shared/architecture/layer'
import { classesOf, type ImageShape } from '@shared/architecture/spec'
import { type Problem, StudioError } from '@shared/contract/errors'
import type { Dataset } from '@shared/datasets/dataset'
import { imagesPerStep } from '@shared/families/registry'
import { configProblems, heldOutOf, type RunConfig } from '@shared/runs/config'
import type { CycleConfig } from '@shared/runs/cycle-config'
import { nearest } from '../nearest'

const shapeOf = ({ height, width, channels }: ImageShape): Shape => [height, width, channels]

/** Domains that are no classes of the dataset, or whose images do not fill a batch. */
function domainProblems({ domains, dataset: { split: name }, batchSize }: CycleConfig, dataset: Dataset): Problem[] {
  const { classes, splits, id } = dataset
  const counts = splits.find((split) => split.name === name)?.classCounts ?? []
  return Object.entries(domains).flatMap(([domain, index]) => {
    const path = `domains.${domain}`
    if (classes[index] === undefined) {
      return [{ path, message: `is class ${index}, but ${id} has ${classes.length}, counted from 0` }]
    }
    const count = counts[index] ?? 0
    if (count >= batchSize) return []
    return [{ path, message: `is ${classes[index]}, of which there are ${count} images; a batch takes ${batchSize}` }]
  })
}

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
  const heldOut = heldOutOf(config)
  if (heldOut !== null && dataset.splits.every(({ name, count }) => name !== heldOut || count === 0)) {
    problems.push({
      path: 'heldOut',
      message: `${dataset.id} has no images in a split ${heldOut}; choose another, or null`,
    })
  }
  if (config.family === 'cyclegan') problems.push(...domainProblems(config, dataset))
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
