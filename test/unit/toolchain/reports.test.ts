import { expect, test } from 'vitest'
import { tallyPlaywright, tallyVitest } from '../../../scripts/test/reports.mjs'

const assertions = (...statuses: string[]) => statuses.map((status) => ({ status }))

test('vitest: tests are counted, and a file that broke before its tests is one failure', () => {
  const testResults = [
    { status: 'passed', assertionResults: assertions('passed', 'passed') },
    { status: 'failed', assertionResults: assertions('passed', 'failed', 'failed') },
    { status: 'failed', assertionResults: [] },
  ]
  expect(tallyVitest({ testResults })).toEqual({ passed: 3, failed: 3 })
})

test('playwright: flaky tests and errors outside of tests are failures', () => {
  const stats = { expected: 4, unexpected: 1, flaky: 1 }
  expect(tallyPlaywright({ stats, errors: [{ message: 'no such file' }] })).toEqual({ passed: 4, failed: 3 })
})
