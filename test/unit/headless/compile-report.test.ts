import { expect, test } from 'vitest'
import { blocksAsMarkdown, blocksForTerminal } from '../../../src-main/headless/blocks'
import { changesOf, compileBlocks, formatFlops } from '../../../src-main/headless/compile-report'
import type { CompileReport, CompileStage } from '../../../src-shared/compute/compile-report'

const cost = { flops: 2_000_000, bytesRead: 3000, bytesWritten: 1000 }
const operation = (name: string, count: number) => ({ operation: name, count, ...cost })
const stage = (pass: string, ...byOperation: CompileStage['byOperation']): CompileStage => ({
  ...{ pass, milliseconds: 1.5, operations: 7, byOperation, file: null },
  ...cost,
})
const traced = stage('trace', operation('matmul', 3), operation('reduce Sum', 4))
const summed = stage('sums', operation('matmul', 6), operation('reduce Sum', 1), operation('gather', 1))

const report: CompileReport = {
  engine: 'compiled-cpu',
  runtime: 'ONNX Runtime 1',
  threads: 2,
  batchSize: 32,
  without: ['masks'],
  parts: [
    {
      name: 'discriminator',
      kind: 'phase',
      stages: [traced, summed],
      writingMilliseconds: 0.5,
      modelBytes: 4000,
      loadingMilliseconds: 9,
      runMilliseconds: 4,
      runs: 5,
      operations: [
        { ...operation('matmul', 6), milliseconds: 3 },
        { ...operation('gather', 1), flops: 0, milliseconds: null },
      ],
      added: [{ operation: 'Reshape', count: 2, milliseconds: 1 }],
      slowest: [
        {
          name: 'MatMul/t1',
          operation: 'matmul',
          inputs: [
            [2, 3],
            [3, 4],
          ],
          output: [2, 4],
          flops: 48,
          milliseconds: 2,
        },
      ],
    },
  ],
  step: {
    ...{ milliseconds: 10, steps: 20, imagesPerSecond: 3200, flops: 4.2e9 },
    shares: { runtime: 0.9, native: 0.06, javascript: 0.04 },
  },
}

test('FLOPs are written with three figures', () => {
  expect([0, 999, 1000, 4.2e9, 999_600, 1.5e15].map(formatFlops)).toEqual([
    '0 FLOP',
    '999 FLOP',
    '1.00 kFLOP',
    '4.20 GFLOP',
    '1.00 MFLOP',
    '1500 TFLOP',
  ])
})

test('what a pass changed is told by kind', () => {
  expect(changesOf(traced, summed)).toBe('+3 matmul, +1 gather, −3 reduce Sum')
  expect(changesOf(traced, traced)).toBe('')
})

test('a report says what a step takes, what each pass did and where the time goes', () => {
  const text = blocksForTerminal(compileBlocks('dcgan-28', report)).join('\n')
  expect(text).toContain('dcgan-28 on compiled-cpu')
  expect(text).toContain('without masks')
  expect(text).toMatch(/A step takes 10\.0 ms \(median of 20\): 3,200 images\/s/)
  expect(text).toContain('420 GFLOP/s')
  expect(text).toContain('JavaScript 4.0 %')
  // 3 of 4 ms, at 2 MFLOP in 3 ms.
  expect(text).toMatch(/matmul +6 +2\.00 MFLOP .*3\.00 ms +75\.0 % +0\.7/)
  expect(text).toMatch(/gather .*put into others/)
  expect(text).toMatch(/Reshape \(of the runtime\) +2 +1\.00 ms +25\.0 %/)
})

test('the Markdown has the same tables', () => {
  const text = blocksAsMarkdown(compileBlocks('dcgan-28', report))
  expect(text).toContain('# dcgan-28 on compiled-cpu\n\nBatch 32')
  expect(text).toContain('## discriminator (phase)')
  expect(text).toContain('| sums | 1.50 ms | 7 | 2.00 MFLOP | 3.0 kB | 1.0 kB | +3 matmul, +1 gather, −3 reduce Sum |')
  for (const line of text.split('\n').filter((each) => each.startsWith('|'))) expect(line.endsWith(' |')).toBe(true)
})
