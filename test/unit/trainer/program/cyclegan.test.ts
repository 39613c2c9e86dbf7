import { readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { configProblems } from '@shared/runs/config'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClassOrder } from '../../../../src-main/trainer/batches/class-order'
import { openInlineFeeds } from '../../../../src-main/trainer/batches/feeds'
import { openImages } from '../../../../src-main/trainer/batches/images'
import { feedPlan } from '../../../../src-main/trainer/batches/plan'
import { disk } from '../../../../src-main/trainer/files/disk'
import { decodePng } from '../../../../src-main/trainer/pictures/png'
import { buildProgram } from '../../../../src-main/trainer/program/build'
import type { CycleConfig } from '../../../../src-shared/runs/cycle-config'
import { firstStretch } from '../../../../src-shared/runs/stretch'
import { buffersFor, pickArray } from '../../../support/eager'
import { courseOf, filesOf, recordRun, seriesOf, steadyClock } from '../../../support/recorded-run'
import { temporaryFolder } from '../../../support/temporary-folder'
import { tinyLabelledImages } from '../../../support/tiny-classifier'
import { tinyCycle } from '../../../support/tiny-cycle'
import { tinyImages, tinyRequest } from '../../../support/tiny-run'

describe('the order of the images of a class', () => {
  it('has every image of it at most once in each pass, and no other, and follows from the place alone', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 2 }), (seed, size, of) => {
        const labelOf = (index: number) => index % 3
        const order = new ClassOrder(seed, 30, labelOf, of, size)
        const perPass = Math.floor(10 / size)
        const seen = Array.from({ length: perPass }, (_, batch) => [...order.indices(perPass + batch)]).flat()
        expect(new Set(seen).size).toBe(perPass * size)
        expect(seen.every((index) => labelOf(index) === of)).toBe(true)
        expect([...new ClassOrder(seed, 30, labelOf, of, size).indices(perPass)]).toEqual(seen.slice(0, size))
      }),
    )
    expect(() => new ClassOrder(1, 5, () => 1, 0, 1)).toThrow(RangeError)
  })
})

describe('a translation', () => {
  it('is fed each domain by images of its class, the same for both of its updates', async () => {
    const images = tinyLabelledImages(temporaryFolder())
    const config: CycleConfig = { ...tinyCycle, flip: false }
    const { phases } = buildProgram(config)
    const plan = feedPlan(config, { phases }, images, firstStretch({ batchSize: 3, batchesPerStep: 1 }, images.count))
    const feeds = await openInlineFeeds(plan, 0)
    const source = openImages(images, 1e6)
    const classOf = (bytes: Uint8Array) =>
      Array.from({ length: images.count }, (_, i) => i).find((i) => {
        const one = new Uint8Array(16)
        source.copy(Uint32Array.of(i), one)
        return one.join() === bytes.join()
      })
    for (let step = 0; step < 7; step++) {
      const seen: { readonly a: number[]; readonly b: number[] }[] = []
      for (const phase of phases) {
        const buffers = buffersFor(phase.feeds)
        await feeds.next(buffers)
        seen.push({ a: [...pickArray(buffers, 'real/a')], b: [...pickArray(buffers, 'real/b')] })
      }
      expect(seen[1]).toEqual(seen[0])
      for (const [domain, wanted] of Object.entries(config.domains)) {
        const bytes = Uint8Array.from(seen[0]?.[domain === 'a' ? 'a' : 'b'] ?? [])
        for (let i = 0; i < 3; i++) expect((classOf(bytes.subarray(i * 16, (i + 1) * 16)) ?? -1) % 3).toBe(wanted)
      }
    }
    feeds.close()
    source.close()
  })

  it('learns the way back, keeps a picture of each direction, and resumes bit for bit', async () => {
    const [whole, parts] = [temporaryFolder(), temporaryFolder()]
    const images = tinyLabelledImages(whole)
    const config: CycleConfig = { ...tinyCycle, duration: { unit: 'steps', count: 80 } }
    const request = (folder: string, checkpoint: string | null = null) => ({
      ...tinyRequest(folder),
      config,
      images,
      checkpoint,
    })
    const clock = steadyClock(150)
    const events = await recordRun(request(whole), undefined, { clock })
    expect(events.at(-1)?.type).toBe('completed')
    const cycle = [...seriesOf(events, 'cycleLoss').values()].map(Number)
    expect(cycle.at(-1)).toBeLessThan(0.7 * (cycle[0] ?? 0))
    for (const kind of ['', '-translations-from-b']) {
      const picture = await decodePng(await disk.read(join(whole, `samples/step-0000080${kind}.png`)), kind)
      // Four images in four columns, each above its translation and the way back.
      expect([picture.width, picture.height]).toEqual([1 + 4 * 5, 1 + 3 * 5])
    }
    const first = await recordRun(
      request(parts),
      (event, control) => {
        if (event.type === 'steps' && event.batch.firstStep === 30) control.want('stop')
      },
      { clock },
    )
    const saved = first.flatMap((event) => (event.type === 'checkpoint' ? [event.checkpoint.name] : [])).at(-1)
    const second = await recordRun(request(parts, saved ?? null), undefined, { clock })
    expect(courseOf([...first, ...second])).toEqual(courseOf(events))
    expect(filesOf(join(parts, 'samples'))).toEqual(filesOf(join(whole, 'samples')))
  })

  it('goes between two datasets, each a domain', async () => {
    const [folder, second] = [temporaryFolder(), temporaryFolder()]
    const { labels, ...first } = tinyLabelledImages(folder)
    const other = { ...tinyImages(second), count: 20 }
    truncateSync(other.file, 20 * 16)
    const config: CycleConfig = {
      ...tinyCycle,
      domains: { other: { id: 'others', split: 'train' } },
      flip: false,
      duration: { unit: 'epochs', count: 1 },
    }
    const events = await recordRun({ ...tinyRequest(folder), config, images: { ...first, second: other } })
    // An epoch has as many batches as the run's own dataset.
    expect(events.at(-1)).toEqual({ type: 'completed' })
    expect(seriesOf(events, 'cycleLoss').size).toBe(16)
    const topOf = async (kind: string) => {
      const { pixels } = await decodePng(await disk.read(join(folder, `samples/step-0000016${kind}.png`)), kind)
      return pixels.slice(0, 4 * 22 * 4)
    }
    // The stripes of one dataset and the dots of the other stand above their translations.
    expect(await topOf('')).not.toEqual(await topOf('-translations-from-b'))
    const { phases } = buildProgram(config)
    const images = { ...first, second: other }
    const feeds = await openInlineFeeds(
      feedPlan(config, { phases }, images, firstStretch({ batchSize: 3, batchesPerStep: 1 }, 50)),
      0,
    )
    const known = (file: string) => {
      const bytes = readFileSync(file)
      return new Set(Array.from({ length: bytes.length / 16 }, (_, i) => bytes.subarray(i * 16, (i + 1) * 16).join()))
    }
    const [ofA, ofB] = [known(first.file), known(other.file)]
    for (let update = 0; update < 18; update++) {
      const buffers = buffersFor(phases[update % 2]?.feeds ?? [])
      await feeds.next(buffers)
      for (let i = 0; i < 3; i++) {
        const shown = (domain: string) =>
          pickArray(buffers, `real/${domain}`)
            .subarray(i * 16, (i + 1) * 16)
            .join()
        expect([ofA.has(shown('a')), ofB.has(shown('b'))]).toEqual([true, true])
      }
    }
    feeds.close()
  })

  it('needs two domains', () => {
    expect(configProblems(tinyCycle)).toEqual([])
    const itself = { ...tinyCycle, domains: { other: tinyCycle.dataset } }
    expect(configProblems(itself).map(({ path }) => path)).toEqual(['domains.other'])
    expect(configProblems({ ...tinyCycle, domains: { a: 1, b: 1 } }).map(({ path }) => path)).toEqual(['domains.b'])
  })
})
