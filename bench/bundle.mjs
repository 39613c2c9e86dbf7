// Bundles a measurement as the studio's own processes are bundled, and loads it.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string} name a file in this folder, without `.ts`
 * @returns {Promise<string>} the bundle
 */
export async function bundle(name) {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    // Compiled graphs are kept only in folders that are made for one measurement.
    define: { STUDIO_BUILD: JSON.stringify('bench') },
    resolve: { alias: { '@shared': `${root}src-shared` } },
    ssr: { noExternal: true, external: ['koffi', 'onnxruntime-node', '@napi-rs/image'] },
    build: {
      ssr: true,
      target: 'node18',
      outDir: `${root}out/bench`,
      emptyOutDir: false,
      rolldownOptions: {
        input: `${root}bench/${name}.ts`,
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
      },
    },
  })
  return `${root}out/bench/${name}.cjs`
}

/**
 * @param {string} name a file in this folder, without `.ts`, that exports `main`
 * @returns {Promise<(...parameters: readonly string[]) => Promise<void>>} its `main`
 */
export async function bundledMain(name) {
  return createRequire(import.meta.url)(await bundle(name)).main
}
