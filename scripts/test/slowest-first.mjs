import { BaseSequencer } from 'vitest/node'

/** @import { TestSpecification } from 'vitest/node' */

/** The files that take longest, the longest first: begun last, one of them would be at work alone while the other processes idle. */
const slowest = [
  'oracle/agreement.test.ts',
  'oracle/agreement-webgpu.test.ts',
  'unit/trainer/alerts/alerts.test.ts',
  'oracle/presets.test.ts',
  'oracle/engines.test.ts',
  'oracle/webgpu.test.ts',
  'integration/training/kill.test.ts',
  'integration/trainer/memory.test.ts',
]

/** @param {TestSpecification} file */
const rankOf = ({ moduleId }) => {
  const rank = slowest.findIndex((name) => moduleId.endsWith(`/test/${name}`))
  return rank < 0 ? slowest.length : rank
}

/** The order in which test files begin: those that are known to be slow, then as vitest has it. */
export class SlowestFirst extends BaseSequencer {
  /**
   * @override
   * @param {TestSpecification[]} files
   */
  async sort(files) {
    const sorted = await super.sort(files)
    return sorted.sort((one, other) => rankOf(one) - rankOf(other))
  }
}
