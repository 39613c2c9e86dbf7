import { defineConfig } from '@playwright/test'

export default defineConfig({
  outputDir: 'test-results/e2e',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: { testIdAttribute: 'data-test', trace: 'off' },
  projects: [
    { name: 'e2e', testDir: 'test/e2e', timeout: 120_000 },
    // The pictures of the documentation, from real runs: `npm run pictures`.
    { name: 'pictures', testDir: 'test/pictures', timeout: 1_800_000 },
    // A newcomer's way with the guide alone, which also makes the guide's pictures: `npm run walk`.
    { name: 'walk', testDir: 'test/walk', timeout: 900_000 },
    // Measurements of the window: bench/README.md.
    { name: 'bench', testDir: 'bench', timeout: 600_000 },
  ],
})
