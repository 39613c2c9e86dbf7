// Assembles the WebAssembly kernels: `node scripts/build-kernels.mjs` writes each module beside its source.
import { readFile, writeFile } from 'node:fs/promises'
import wabt from 'wabt'

const folder = new URL('../src-main/trainer/compute/kernels/', import.meta.url)

/**
 * The binary module of a WebAssembly text file.
 * @param {URL} file
 * @returns {Promise<Uint8Array>}
 */
export async function assemble(file) {
  const { parseWat } = await wabt()
  const module = parseWat(file.pathname, await readFile(file, 'utf8'), { simd: true, threads: true })
  return module.toBinary({}).buffer
}

/** The names of the kernel modules. */
const kernels = /** @type {const} */ (['adam', 'mask', 'turn', 'updates'])

/**
 * The source of a kernel module.
 * @param {(typeof kernels)[number]} name
 */
export const kernelSource = (name) => new URL(`${name}.wat`, folder)

if (
  process.argv[1] !== undefined &&
  import.meta.url.endsWith('build-kernels.mjs') &&
  process.argv[1].endsWith('build-kernels.mjs')
) {
  for (const name of kernels) {
    const base64 = Buffer.from(await assemble(kernelSource(name))).toString('base64')
    const lines = base64.match(/.{1,110}/g) ?? []
    const body = lines.map((line) => `  '${line}',`).join('\n')
    await writeFile(
      new URL(`${name}-binary.ts`, folder),
      `/** ${name}.wat, assembled by scripts/build-kernels.mjs; base64. */\nexport const ${name}Binary = [\n${body}\n].join('')\n`,
    )
  }
}
