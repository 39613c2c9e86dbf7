/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 */

/**
 * Counts a report of vitest's JSON reporter. A file that failed before any of its tests could counts as one failure.
 * @param {{ testResults: readonly { status: string, assertionResults: readonly { status: string }[] }[] }} report
 * @returns {Tally}
 */
export function tallyVitest(report) {
  const tally = { passed: 0, failed: 0 }
  for (const file of report.testResults) {
    const failed = file.assertionResults.filter(({ status }) => status === 'failed').length
    tally.passed += file.assertionResults.filter(({ status }) => status === 'passed').length
    tally.failed += file.status === 'failed' ? Math.max(failed, 1) : failed
  }
  return tally
}

/**
 * Counts a report of Playwright's JSON reporter. A test that passed only when repeated has failed; errors outside of
 * any test count as one failure each.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number }, errors: readonly unknown[] }} report
 * @returns {Tally}
 */
export function tallyPlaywright({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + errors.length }
}
