import { pictureLegend, pictureRows, pictureTitle, plainDomains } from '@shared/runs/picture-words'
import { expect, test } from 'vitest'
import { tinyAutoencoder } from '../../../support/tiny-autoencoder'
import { tinyClassifier } from '../../../support/tiny-classifier'
import { tinyCycle } from '../../../support/tiny-cycle'
import { tinyConfig } from '../../../support/tiny-run'

const flowers = { a: 'daisy', b: 'sunflower' }

test('a translation is called after its domains, from above and back', () => {
  expect(pictureTitle('translations-from-b', tinyCycle, flowers)).toBe('sunflower → daisy → sunflower')
  expect(pictureRows('translations-from-a', tinyCycle, flowers)).toEqual(['daisy', 'as sunflower', 'back to daisy'])
  expect(pictureLegend('translations-from-a', tinyCycle, plainDomains)).toBe('From above: A · as B · back to A')
})

test('rows are named for what is in the picture: noise is one of them where there is any', () => {
  expect(pictureRows('reconstructions', tinyAutoencoder, plainDomains)).toHaveLength(2)
  expect(pictureRows('reconstructions', { ...tinyAutoencoder, inputNoise: 0.5 }, plainDomains)).toHaveLength(3)
  expect(pictureRows('attacks', tinyClassifier, plainDomains)).toHaveLength(3)
})

test('a grid of samples needs no words, and a map says where its axes go', () => {
  expect(pictureLegend('samples', tinyConfig, plainDomains)).toBe('')
  expect(pictureTitle('samples', tinyConfig, plainDomains)).toBe('Fixed-noise grid')
  expect(pictureTitle('samples', { family: 'variational' }, plainDomains)).toBe('Samples of the prior')
  expect(pictureLegend('latent-map', tinyAutoencoder, plainDomains)).toContain('−2.5 to 2.5')
})
