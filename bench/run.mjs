// Bundles bench/steps.ts as the studio's own processes are bundled, and runs it: `node bench/run.mjs --torch PYTHON`.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
await build({
  root,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '@shared': `${root}src-shared` } },
  ssr: { noExternal: true, external: ['koffi', 'onnxruntime-node'] },
  build: {
    ssr: true,
    target: 'node18',
    outDir: `${root}out/bench`,
    rolldownOptions: {
      input: `${root}bench/steps.ts`,
      output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
    },
  },
})
const { main } = createRequire(import.meta.url)(`${root}out/bench/steps.cjs`)
await main(root)
