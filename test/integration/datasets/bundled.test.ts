import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { InstallProgress } from '../../../src-main/datasets/bundle'
import { DatasetsService } from '../../../src-main/datasets/service'
import { openShared } from '../../../src-main/home/open'
import { temporaryHome } from '../../support/studio-home'
import { bundlesFolder } from '../../support/studio-records'

/** Images per digit as published with MNIST. */
const digits = {
  train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
}

/** The elements of a bundled IDX file: what follows the header. */
const elements = (file: string, header: number) => gunzipSync(readFileSync(join(bundlesFolder, file))).subarray(header)

test('MNIST and Fashion-MNIST are there at the first start, every pixel and label as published', async () => {
  const home = temporaryHome()
  const datasets = new DatasetsService(home, { bundles: bundlesFolder })
  const progress: InstallProgress[] = []
  expect(await datasets.prepare({ onProgress: (step) => progress.push(step) })).toEqual([])
  expect(await datasets.list()).toMatchObject([
    {
      id: 'fashion-mnist',
      image: { height: 28, width: 28, channels: 1 },
      splits: [{ name: 'test', count: 10_000, classCounts: new Array(10).fill(1000) }],
      state: { type: 'ready' },
    },
    {
      id: 'mnist',
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      splits: [
        { name: 'train', count: 60_000, classCounts: digits.train },
        { name: 'test', count: 10_000, classCounts: digits.test },
      ],
      state: { type: 'ready' },
    },
  ])
  const train = await datasets.images('mnist', 'train')
  expect(train).toMatchObject({ count: 60_000, image: { height: 28, width: 28, channels: 1 } })
  expect(readFileSync(train.file).equals(elements('mnist/train-images-idx3-ubyte.gz', 16))).toBe(true)
  const fashion = await datasets.images('fashion-mnist', 'test')
  expect(readFileSync(fashion.file).equals(elements('fashion-mnist/t10k-images-idx3-ubyte.gz', 16))).toBe(true)
  const labels = elements('mnist/t10k-labels-idx1-ubyte.gz', 8)
  expect(await datasets.labels('mnist', 'test', 9_900, 1000)).toEqual([...labels.subarray(9_900)])
  for (const id of ['mnist', 'fashion-mnist']) {
    const done = progress.filter((step) => step.id === id)
    expect(done.map(({ images }) => images)).toEqual(done.map(({ images }) => images).sort((a, b) => a - b))
    expect(done.at(-1)?.images).toBe(done.at(-1)?.total)
  }
  expect(readFileSync(join(home.paths.dataset('fashion-mnist'), 'LICENSE.txt'), 'utf8')).toContain('Zalando SE')
  expect(readdirSync(home.paths.datasets).sort()).toEqual(['fashion-mnist', 'mnist'])

  const shared = openShared(home.paths)
  const reader = new DatasetsService(shared, { bundles: bundlesFolder })
  expect(await reader.prepare()).toEqual([])
  expect(await reader.list()).toEqual(await datasets.list())
  expect(await reader.images('mnist', 'train')).toEqual(train)
  shared.close()
})
