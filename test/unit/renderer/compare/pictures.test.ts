import { describe, expect, it } from 'vitest'
import { classImages, classLines } from '../../../../src-renderer/compare/pictures/class-lines'
import { filmLayout, spread } from '../../../../src-renderer/compare/pictures/film-layout'
import {
  cellCorner,
  filmStrip,
  gridCells,
  pictureAt,
  placesOf,
  sharedKinds,
} from '../../../../src-renderer/compare/pictures/film-strip'
import { importedStrips, tagsOf } from '../../../../src-renderer/compare/pictures/imported'
import { pairNote } from '../../../../src-renderer/compare/pictures/pair-note'
import { fitted, viewportOf, zoomedPicture, zoomOf } from '../../../../src-renderer/compare/pictures/picture-viewport'
import { placeWords } from '../../../../src-renderer/compare/pictures/place-words'
import type { AdversarialConfig } from '../../../../src-shared/runs/adversarial-config'
import { runRow } from '../../../support/run-rows'
import { quickConfig, quickRun } from '../training/quick-config'

const samples = [
  { step: 0, epoch: 0 },
  { step: 50, epoch: 1 },
  { step: 60, epoch: 1 },
  { step: 100, epoch: 2 },
]
const run = { ...quickRun, samples }

describe('the slider of the pictures', () => {
  it('goes through all kept pictures and names the nearest', () => {
    const strip = filmStrip(run, 'step', null)
    const other = filmStrip({ ...run, samples: [{ step: 80, epoch: 1 }] }, 'step', null)
    expect(placesOf([strip, other])).toEqual([0, 50, 60, 80, 100])
    expect(pictureAt(strip, 60)).toEqual({ step: 60, place: 60, exact: true })
    expect(pictureAt(strip, 80)).toEqual({ step: 60, place: 60, exact: false })
    expect(pictureAt({ ...strip, steps: [], places: [] }, 80)).toBeUndefined()
  })

  it('counts epochs, of which the last picture stands, and images', () => {
    expect(pictureAt(filmStrip(run, 'epoch', null), 1)).toEqual({ step: 60, place: 1, exact: true })
    expect(filmStrip(run, 'images', null).places).toEqual([0, 3200, 3840, 6400])
    expect(filmStrip(run, 'images', { steps: [0, 100], values: [0, 1000] }).places).toEqual([0, 500, 600, 1000])
  })

  it('names the step of a picture whatever it counts', () => {
    const words = (axis: 'step' | 'epoch' | 'images') => {
      const strip = filmStrip(run, axis, null)
      const at = pictureAt(strip, strip.places[1] ?? 0)
      return at && placeWords(axis, at)
    }
    expect(words('step')).toBe('step 50')
    expect(words('epoch')).toBe('epoch 1 · step 60')
    expect(words('images')).toBe('3.20 k images · step 50')
  })

  it('shows the kinds that all runs have', () => {
    expect(sharedKinds([run, run])).toEqual(['samples'])
    expect(sharedKinds([])).toEqual([])
  })
})

describe('the fixed-noise grid', () => {
  it('has its images one pixel apart', () => {
    const cells = gridCells(run)
    if (!cells) throw new Error('the run has a grid')
    expect([cells.rows, cells.columns, cells.byClass]).toEqual([8, 8, false])
    expect(cellCorner(cells, 0, 0)).toEqual({ x: 1, y: 1 })
    expect(cellCorner(cells, 2, 1)).toEqual({ x: 30, y: 59 })
  })
})

describe('a picture under the hand', () => {
  it('is fitted at a whole factor and stays under the hand while it is zoomed', () => {
    const begin = fitted({ width: 100, height: 100 }, { width: 500, height: 350 })
    expect(begin).toEqual({ factor: 3, x: 100, y: 25 })
    const near = zoomedPicture(begin, true, { x: 250, y: 175 })
    expect(near.factor).toBe(4)
    expect((250 - near.x) / near.factor).toBeCloseTo((250 - begin.x) / begin.factor, 0)
    expect(zoomedPicture({ factor: 1, x: 0, y: 0 }, false, { x: 0, y: 0 }).factor).toBe(1)
  })

  it('is kept by what lies in the middle, which it does in a space of another size too', () => {
    const space = { width: 501, height: 350 }
    const seen = { factor: 7, x: -33, y: 120 }
    const kept = zoomOf(seen, space)
    expect(viewportOf(kept, space)).toEqual(seen)
    const small = { width: 300, height: 200 }
    const { x, y, factor } = viewportOf(kept, small)
    expect(factor).toBe(7)
    expect(Math.abs((150 - x) / 7 - kept.x)).toBeLessThan(0.1)
    expect(Math.abs((100 - y) / 7 - kept.y)).toBeLessThan(0.1)
  })
})

describe('two pictures over each other', () => {
  const side = (change: Partial<AdversarialConfig>) => ({
    run: { ...run, config: { ...quickConfig, ...change } },
    size: null,
  })
  const { architecture } = quickConfig

  it('belong together, image by image, for grids of one seed, one latent space and one layout', () => {
    expect(pairNote(side({}), side({ batchSize: 8 }))).toBeUndefined()
  })

  it('are said to have other latents where seed or latent space differ, and another grid where they are laid out otherwise', () => {
    expect(pairNote(side({}), side({ seed: 2 }))).toBe('Other seed: other latents.')
    const wide = { ...architecture, latent: { ...architecture.latent, size: 21 } }
    expect(pairNote(side({}), side({ architecture: wide }))).toBe('Other latent space: other latents.')
    const small = { ...quickConfig.samples, count: 16 }
    expect(pairNote(side({}), side({ seed: 2, samples: small }))).toBe(
      'Other seed: other latents; other grid: 8 × 8 images of 28 × 28 pixels, and 4 × 4 images of 28 × 28 pixels.',
    )
    const large = { ...architecture, image: { height: 32, width: 32, channels: 1 as const } }
    expect(pairNote(side({}), side({ architecture: large }))).toMatch(/^Other grid: .*28 × 28.*32 × 32/)
  })

  it('are measured where no more is known of them', () => {
    const picture = (width: number) => ({ run: undefined, size: { width, height: 30 } })
    expect(pairNote(side({}), picture(30))).toBeUndefined()
    expect(pairNote(picture(30), picture(30))).toBeUndefined()
    expect(pairNote(picture(30), picture(60))).toBe('Other size: 30 × 30, and 60 × 30 pixels.')
  })
})

describe('a film', () => {
  it('has all pictures in a frame that is even and not too large', () => {
    const layout = filmLayout(
      Array.from({ length: 5 }, () => ({ width: 233, height: 233 })),
      1600,
    )
    expect(layout.width % 2).toBe(0)
    expect(layout.height % 2).toBe(0)
    expect(Math.max(layout.width, layout.height)).toBeLessThanOrEqual(1600)
    expect(
      layout.cells.every(({ x, y, width, height }) => x + width <= layout.width && y + height <= layout.height),
    ).toBe(true)
  })

  it('takes places spread evenly, both ends among them', () => {
    expect(spread([1, 2, 3, 4, 5], 3)).toEqual([1, 3, 5])
    expect(spread([1, 2], 9)).toEqual([1, 2])
    expect(spread([1, 2], 1)).toEqual([2])
  })
})

it('has classes stand line by line by their names, whatever their numbers in each run', () => {
  const lines = classLines([
    { id: 'a', classes: ['cat', 'dog', 'other'] },
    { id: 'b', classes: ['dog', 'fox', 'cat'] },
    { id: 'c', classes: ['other', 'other'] },
  ])
  expect(lines).toEqual([
    { name: 'cat', rows: [0, 2, undefined] },
    { name: 'dog', rows: [1, 0, undefined] },
    { name: 'other', rows: [2, undefined, 0] },
    { name: 'fox', rows: [undefined, 1, undefined] },
    { name: 'other (2)', rows: [undefined, undefined, 1] },
  ])
  expect(classLines([])).toEqual([])
})

it('has the images of a class as large as there is room for several, and as many as then fit', () => {
  const small = { columns: 10, width: 28, height: 28 }
  expect(classImages(small, 1000, 1)).toEqual({ factor: 2, count: 10 })
  expect(classImages(small, 354, 1)).toEqual({ factor: 2, count: 6 })
  expect(classImages(small, 300, 1)).toEqual({ factor: 1, count: 10 })
  expect(classImages({ columns: 8, width: 256, height: 256 }, 100, 1)).toEqual({ factor: 1, count: 1 })
  expect(classImages({ columns: 2, width: 8, height: 8 }, 160, 1)).toEqual({ factor: 9, count: 2 })
})

it('has the pictures of imported runs by the chosen tag or their first', () => {
  const rows = [
    runRow({ number: 1, source: 'tensorboard' }),
    runRow({ number: 2, source: 'tensorboard' }),
    runRow({ number: 3 }),
  ]
  const [a, b] = rows
  const pictures = [
    {
      run: a?.id ?? '',
      tags: [
        { tag: 'fake', steps: [0, 10] },
        { tag: 'real', steps: [5] },
      ],
    },
    { run: b?.id ?? '', tags: [{ tag: 'grid', steps: [7, 20] }] },
  ]
  expect(tagsOf(pictures)).toEqual(['fake', 'grid', 'real'])
  const shown = importedStrips(rows, pictures, 'real')
  expect(placesOf(shown)).toEqual([5, 7, 20])
  expect(shown.map((strip) => [strip.run.number, strip.tag, pictureAt(strip, 7)])).toEqual([
    [1, 'real', { step: 5, place: 5, exact: false }],
    [2, 'grid', { step: 7, place: 7, exact: true }],
  ])
  expect(shown[0]?.address(5)).toContain('/imported/1-5.png')
})
