import { expect, it } from 'vitest'
import { translatingOf } from '../../../../src-renderer/latent/translating'
import { tinyCycle } from '../../../support/tiny-cycle'
import { tinyConfig } from '../../../support/tiny-run'

const names = { classes: ['apple', 'orange'], datasetName: (id: string) => `The set ${id}` }

it('a translation is between two classes by their names, or between two datasets', () => {
  const dataset = tinyCycle.dataset
  expect(translatingOf({ id: 'run', config: tinyCycle }, 'step-4', names)).toEqual({
    run: 'run',
    checkpoint: 'step-4',
    image: tinyCycle.architecture.image,
    domains: { a: { name: 'apple', dataset, label: 0 }, b: { name: 'Class 2', dataset, label: 2 } },
  })
  const other = { id: 'horses', split: 'train' }
  const config = { ...tinyCycle, domains: { other } }
  expect(translatingOf({ id: 'run', config }, 'step-4', names)?.domains).toEqual({
    a: { name: 'The set tiny', dataset, label: null },
    b: { name: 'The set horses', dataset: other, label: null },
  })
  expect(translatingOf({ id: 'run', config: tinyConfig }, 'step-4', names)).toBeUndefined()
})
