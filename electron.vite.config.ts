import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)
const alias = { '@shared': at('src-shared') }
const commonJs = {
  format: 'cjs',
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunks/[name]-[hash].cjs',
  // Electron 25's import() does not see into the archive of a packaged app; its require() does.
  dynamicImportInCjs: false,
} as const

// The targets are those of the oldest runtime that the studio runs on: Electron 25 (Node 18, Chrome 114).
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      target: 'node18',
      outDir: 'out/main',
      // package.json "dependencies" stay external; ESM-only packages are devDependencies and are bundled,
      // because Node 18 cannot require() them.
      // tfjs is bundled: its CommonJS build lacks the gradients, and its modules with them are ESM.
      externalizeDeps: {
        include: ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'],
        exclude: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'],
      },
      rolldownOptions: {
        input: {
          main: at('src-main/main.ts'),
          trainer: at('src-main/trainer/index.ts'),
          feeds: at('src-main/trainer/batches/worker.ts'),
          check: at('src-main/store/check-worker.ts'),
          importer: at('src-main/importer/index.ts'),
          'import-worker': at('src-main/importer/worker.ts'),
          saves: at('src-main/trainer/session/save-worker.ts'),
          headless: at('src-main/headless/index.ts'),
        },
        output: {
          ...commonJs,
          banner: ({ name, isEntry }) => (isEntry && name === 'headless' ? '#!/usr/bin/env node' : ''),
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      target: 'node18',
      outDir: 'out/preload',
      externalizeDeps: false, // a sandboxed preload can require nothing but electron
      rolldownOptions: {
        input: { preload: at('src-main/preload/preload.ts') },
        output: { ...commonJs, codeSplitting: false },
      },
    },
  },
  renderer: {
    root: at('src-renderer'),
    base: './',
    resolve: { alias },
    plugins: [vue()],
    build: {
      target: 'chrome114',
      outDir: at('out/renderer'),
      minify: true,
      assetsInlineLimit: 0, // the CSP allows no data: scripts or fonts
      rolldownOptions: { input: at('src-renderer/index.html') },
    },
  },
})
