import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { SlowestFirst } from './scripts/test/slowest-first.mjs'

const alias = { '@shared': resolve(import.meta.dirname, 'src-shared') }

/** Tests of values in and values out, with no state of a process: they share one, so that the sources are loaded once. */
const pure = ['test/unit/shared/**/*.test.ts', 'test/unit/renderer/**/*.test.ts']

/** One vitest project per level of tests; each level has its own time limit. */
const level = (name: string, testTimeout: number, globalSetup: string[] = []) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, globalSetup },
})

const unit = level('unit', 30_000)

export default defineConfig({
  resolve: { alias },
  plugins: [vue()],
  test: {
    environment: 'node',
    sequence: { sequencer: SlowestFirst },
    allowOnly: false,
    setupFiles: ['test/support/property-tests.ts'],
    // Native modules (onnxruntime-node, koffi, libsql) are safest one process per file, not one thread.
    pool: 'forks',
    projects: [
      { ...unit, test: { ...unit.test, exclude: pure } },
      { ...unit, test: { ...unit.test, name: 'unit-pure', include: pure, isolate: false } },
      level('contract', 30_000),
      level('integration', 120_000),
      level('oracle', 120_000, ['test/support/software-gpu-setup.ts']),
    ],
  },
})
