import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const alias = { '@shared': resolve(import.meta.dirname, 'src-shared') }

/** One vitest project per level of tests; each level has its own time limit. */
const level = (name: string, testTimeout: number, globalSetup: string[] = []) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, globalSetup },
})

export default defineConfig({
  resolve: { alias },
  plugins: [vue()],
  test: {
    environment: 'node',
    allowOnly: false,
    setupFiles: ['test/support/property-tests.ts'],
    // Native modules (onnxruntime-node, koffi, libsql) are safest one process per file, not one thread.
    pool: 'forks',
    projects: [
      level('unit', 30_000),
      level('contract', 30_000),
      level('integration', 120_000),
      level('oracle', 120_000, ['test/support/software-gpu-setup.ts']),
    ],
  },
})
