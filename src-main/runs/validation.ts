import { formatShape, type Shape } from '@shared/architecture/layer'
import { classesOf, type ImageShape } from '@shared/architecture/spec'
import { type Problem, StudioError } from '@shared/contract/errors'
import type { Dataset, DatasetChoice } from '@shared/datasets/dataset'
import { imagesPerStep } from '@shared/families/registry'
import { configProblems, heldOutOf, type RunConfig } from '@shared/runs/config'
import type { CycleConfig } from '@shared/runs/cycle-config'
import { nearest } from '../nearest'

const shapeOf = ({ height, width, channels }: ImageShape): Shape => [height, width, channels]

/** Domains that are no classes of the dataset, or whose images do not fill a batch. */
function domainProblems(config: CycleConfig, dataset: Dataset, other: Dataset | undefined): Problem[] {
  const { domains, batchSize } = config
  if ('other' in domains) return other === undefined ? [] : otherProblems(domains.other, batchSize, dataset, other)
  const name = config.dataset.split
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

/** Why a dataset cannot be the second domain beside a run's own. */
function otherProblems({ split: name }: DatasetChoice, batchSize: number, dataset: Dataset, other: Dataset): Problem[] {
  const split = other.splits.find((one) => one.name === name)
  if (split === undefined) {
    const names = other.splits.map((one) => one.name).join(', ')
    return [{ path: 'domains.other.split', message: `${other.id} has no such split; it has ${names}` }]
  }
  const [size, wanted] = [formatShape(shapeOf(other.image)), formatShape(shapeOf(dataset.image))]
  const path = 'domains.other.id'
  const sizes = size === wanted ? [] : [{ path, message: `has ${size} images, and ${dataset.id} ${wanted}` }]
  if (split.count >= batchSize) return sizes
  return [...sizes, { path, message: `has ${split.count} images; a batch takes ${batchSize}` }]
}

/**
 * Every problem of a config with its path: of its own parts, and of what does not go with the dataset.
 * @param other the second dataset, for a config that has one
 */
export function runProblems(config: RunConfig, dataset: Dataset, other?: Dataset): Problem[] {
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
  if (config.family === 'cyclegan') problems.push(...domainProblems(config, dataset, other))
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
export function checkRun(config: RunConfig, dataset: Dataset, other?: Dataset): void {
  const problems = runProblems(config, dataset, other)
  if (problems.length > 0) throw invalidConfig(problems)
  for (const { id, state } of other === undefined ? [dataset] : [dataset, other]) {
    if (state.type === 'ready') continue
    throw new StudioError('DATASET_DAMAGED', `The dataset ${id} is damaged: ${state.message}`, {
      safe: 'No run was started; other datasets can be used.',
      next: 'Start the studio again: it unpacks a bundled dataset anew. Import any other dataset again.',
    })
  }
}
