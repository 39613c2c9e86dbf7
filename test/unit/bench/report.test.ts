import { expect, test } from 'vitest'
import { modelsOf, usualModels } from '../../../bench/models'
import { Message } from '../../../bench/protocol'
import { type Measured, markdownOf, median, ratioOf } from '../../../bench/report'
import { applicationFolder } from '../../../src-main/resources'

test('ratios are taken round by round', () => {
  expect(ratioOf([10, 30, 20], [5, 10, 20])).toEqual({ least: 1, median: 2, most: 3 })
  expect(median([4, 1, 3, 2])).toBe(2)
})

test('the table has a row for each contender, empty where nothing can be told', () => {
  const row = {
    ...{ model: 'dcgan', steps: 9, imagesPerSecond: 60, gigaflops: 150, memoryBytes: 1.5e9 },
    ...{ coldMilliseconds: 1900, cachedMilliseconds: 223.4, javascript: 0.004, timesCompiled: null },
  }
  const measured: Measured = {
    ...{ machine: 'A machine', about: { GEMM: 'ONNX Runtime' }, gemmGigaflops: 300, rounds: 7 },
    refused: ['tensorflow on dcgan: not set up'],
    rows: [
      {
        ...{ ...row, contender: 'compiled-cpu', milliseconds: 533.7, shareOfGemm: 0.5 },
        timesEager: { least: 1.2, median: 1.25, most: 1.3 },
      },
      {
        ...{ ...row, contender: 'PyTorch eager', milliseconds: 66.712, shareOfGemm: 0.4 },
        ...{ coldMilliseconds: null, cachedMilliseconds: null, javascript: null },
        timesEager: { least: 1, median: 1, most: 1 },
      },
    ],
  }
  const lines = markdownOf(measured).split('\n')
  expect(lines).toContain(
    '| dcgan | compiled-cpu | 534 | 60 | 150 | 50.0 % | 1900 | 223 | 1500 | 0.4 % | **1.25** (1.20 to 1.30) |  |',
  )
  expect(lines).toContain(
    '| dcgan | PyTorch eager | 66.71 | 60 | 150 | 40.0 % |  |  | 1500 |  | **1.00** (1.00 to 1.00) |  |',
  )
  expect(lines).toContain('- not measured: tensorflow on dcgan: not set up')
  const cells = lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length)
  expect(new Set(cells).size).toBe(1)
})

test('the models are those of the targets, with the batch sizes of the peers', () => {
  const models = modelsOf(applicationFolder())
  expect(usualModels.map((name) => models[name]?.config.batchSize)).toEqual([32, 64, 32])
  expect(models['dcgan']?.config.architecture.image).toEqual({ height: 64, width: 64, channels: 3 })
})

test('what a contender says is checked', () => {
  expect(Message.parse({ type: 'steps', milliseconds: [1.5] })).toEqual({ type: 'steps', milliseconds: [1.5] })
  expect(Message.safeParse({ type: 'steps', milliseconds: [-1] }).success).toBe(false)
})
