import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {'linux' | 'darwin' | 'win32'} System */
/** @typedef {'x64' | 'arm64'} Processor */

const abi = { linux: '-gnu', darwin: '', win32: '-msvc' }
const onnxLibrary = { linux: 'libonnxruntime.so.1', darwin: 'libonnxruntime.1.dylib', win32: 'onnxruntime.dll' }

/**
 * What must be installed for a package to run on a system: the npm packages with native code, and the files of those that
 * bring several systems' in one.
 * @param {System} system
 * @param {Processor} processor
 * @returns {{ packages: string[], files: string[] }} paths below node_modules
 */
export function nativesOf(system, processor) {
  const target = `${system}-${processor}`
  const onnx = `onnxruntime-node/bin/napi-v6/${system}/${processor}`
  const jpeg = `@julusian/jpeg-turbo/prebuilds/jpeg-turbo-${target}/libturbojpeg.so.0`
  return {
    packages: [`@napi-rs/image-${target}${abi[system]}`, `@libsql/${target}${abi[system]}`, `@koromix/koffi-${target}`],
    files: [
      `${onnx}/${onnxLibrary[system]}`,
      `${onnx}/onnxruntime_binding.node`,
      ...(system === 'linux' ? [jpeg] : ['@cwasm/jpeg-turbo/jpeg-turbo.wasm']),
    ],
  }
}

/**
 * Those of a system's natives that are not installed.
 * @param {string} modules the folder node_modules
 * @param {System} system
 * @param {Processor} processor
 * @returns {string[]}
 */
export function missingNatives(modules, system, processor) {
  const { packages, files } = nativesOf(system, processor)
  return [...packages, ...files].filter((path) => !existsSync(join(modules, path)))
}
